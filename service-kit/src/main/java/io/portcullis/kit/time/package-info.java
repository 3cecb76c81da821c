/** A clock that never falls back. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.time;
