package io.portcullis.token.http;

import io.portcullis.token.client.ClientCertificate;
import java.util.Optional;

/** What a caller showed of itself by TLS, to us or to the proxy before us. */
public sealed interface PeerCertificate {
  /** Its {@code x5t#S256} (RFC 8705 section 3.1), if there is one. */
  default Optional<String> thumbprint() {
    return Optional.empty();
  }

  /** Nothing, or nothing was asked for. */
  record None() implements PeerCertificate {}

  record Shown(ClientCertificate certificate) implements PeerCertificate {
    @Override
    public Optional<String> thumbprint() {
      return Optional.of(certificate.thumbprint());
    }
  }

  /** Something that nobody can read: it proves nothing, and what it hides is not guessed. */
  record Unreadable() implements PeerCertificate {}
}
