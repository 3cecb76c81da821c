package io.portcullis.token.client;

import com.nimbusds.jwt.SignedJWT;
import java.util.Optional;

/** How a caller says which client it is (RFC 6749 section 2.3). */
public sealed interface ClientProof {
  String clientId();

  /** The certificate that the caller showed besides; for a client by certificate, its proof. */
  Optional<ClientCertificate> certificate();

  /** Whether it proves nothing whoever the client is. */
  default boolean isBare() {
    return false;
  }

  /** The {@code x5t#S256} of what this client's access tokens are bound to, if they are. */
  default Optional<String> boundTo(Client client) {
    return certificate()
        .filter(_ -> client.certificates().boundTokens())
        .map(ClientCertificate::thumbprint);
  }

  /** {@code private_key_jwt}: {@code iss} and {@code sub} are the client's id, not yet verified. */
  record Assertion(String clientId, SignedJWT jwt, Optional<ClientCertificate> certificate)
      implements ClientProof {
    @Override
    public String toString() {
      return "Assertion[" + clientId + ", ***]";
    }
  }

  /** A bare {@code client_id}: of a public client, or of one that its certificate proves. */
  record IdOnly(String clientId, Optional<ClientCertificate> certificate) implements ClientProof {
    @Override
    public boolean isBare() {
      return certificate.isEmpty();
    }
  }

  /** {@code client_secret_basic} or {@code client_secret_post}. */
  record Secret(String clientId, String secret, Optional<ClientCertificate> certificate)
      implements ClientProof {
    @Override
    public String toString() {
      return "Secret[" + clientId + ", ***]";
    }
  }
}
