package io.portcullis.token.http;

import io.portcullis.token.client.ClientCertificate;

/** What a caller showed of itself by TLS, to us or to the proxy before us. */
public sealed interface PeerCertificate {
  /** Nothing, or nothing was asked for. */
  record None() implements PeerCertificate {}

  record Shown(ClientCertificate certificate) implements PeerCertificate {}

  /** Something that nobody can read: it proves nothing, and what it hides is not guessed. */
  record Unreadable() implements PeerCertificate {}
}
