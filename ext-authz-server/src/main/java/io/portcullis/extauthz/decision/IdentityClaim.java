package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.jwt.ProvenToken;
import java.util.Optional;

/** Claims that may be shown to the services behind, or be demanded by a policy. */
public enum IdentityClaim {
  SUBJECT("sub"),
  SESSION("sid"),
  SCOPE("scope"),
  TENANT("tid"),
  CLIENT("client_id"),
  TOKEN("jti"),
  ISSUER("iss");

  private final String claim;

  IdentityClaim(String claim) {
    this.claim = claim;
  }

  /** The claim of this standard name, if it is one of these. */
  public static Optional<IdentityClaim> named(String claim) {
    for (IdentityClaim candidate : values()) {
      if (candidate.claim.equals(claim)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** The value in this token, fit for a header; empty if the token has none. */
  String of(ProvenToken token) {
    return switch (this) {
      case SUBJECT -> token.token().subject();
      case SESSION -> token.token().sessionId();
      case SCOPE -> token.scopeText();
      case TENANT -> token.tenantClaim();
      case CLIENT -> token.token().clientId();
      case TOKEN -> token.token().tokenId();
      case ISSUER -> token.token().issuer();
    };
  }
}
