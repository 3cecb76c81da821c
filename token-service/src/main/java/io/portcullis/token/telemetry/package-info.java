/** Decorators that watch the rooms. Only the root knows them. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.telemetry;
