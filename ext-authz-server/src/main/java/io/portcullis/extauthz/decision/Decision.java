package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.jwt.ProvenToken;
import java.util.List;

/** The answer to a request. */
public sealed interface Decision {
  /** The policy that was asked for. */
  String policy();

  /** How the token was proved. */
  TokenSource source();

  /** The request passes. */
  record Allowed(String policy, Caller caller, TokenSource source) implements Decision {}

  /**
   * The request does not pass.
   *
   * @param scope the scopes that the policy wants, joined by one space, if that is the reason
   */
  record Denied(String policy, DenyReason reason, String scope, TokenSource source)
      implements Decision {
    /** A denial that has nothing to do with scopes. */
    static Denied of(AccessPolicy policy, DenyReason reason, TokenSource source) {
      return new Denied(policy.name(), reason, "", source);
    }
  }

  /** On whose behalf a request passes. */
  sealed interface Caller {
    /** Nobody was asked for. */
    record Anonymous() implements Caller {}

    /**
     * The bearer of a token.
     *
     * @param revocationAgeMillis how old the proof is that the token is not revoked
     */
    record Bearer(ProvenToken token, long revocationAgeMillis) implements Caller {
      /** The value of a claim, fit for a header; empty if the token has none. */
      public String value(IdentityClaim claim) {
        return claim.of(token);
      }

      /** The tenant, also where the token leaves it to be the default. */
      public String tenant() {
        return token.token().tenant();
      }

      /** The scopes granted, in the token's order. */
      public List<String> scopes() {
        return token.token().scopes();
      }
    }
  }

  /** How the token of a request was proved. */
  enum TokenSource {
    /** Its signature had been verified before. */
    CACHED("cached"),
    /** Its signature was verified for this request. */
    VERIFIED("verified"),
    /** No token was proved. */
    NONE("none");

    private final String label;

    TokenSource(String label) {
      this.label = label;
    }

    /** The {@code source} of metrics. */
    public String label() {
      return label;
    }
  }
}
