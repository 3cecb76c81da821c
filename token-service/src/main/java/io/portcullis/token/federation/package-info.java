/**
 * Logging users in by other OpenID providers, whose client we are then (OpenID Connect Core section
 * 3.1, RFC 9700).
 */
@NullMarked
package io.portcullis.token.federation;

import org.jspecify.annotations.NullMarked;
