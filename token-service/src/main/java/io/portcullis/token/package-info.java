/** The token service: wiring and lifecycle. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token;
