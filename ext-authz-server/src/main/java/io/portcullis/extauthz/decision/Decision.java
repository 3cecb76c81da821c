package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.credential.SpiffeId;
import io.portcullis.extauthz.jwt.ProvenToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a request. */
public sealed interface Decision extends Judgement {
  /** The policy that was asked for. */
  String policy();

  /** How the token was proved. */
  TokenSource source();

  /**
   * The request passes.
   *
   * @param shadowed the denial that it would be, were the policy enforced; null if it is a yes
   */
  record Allowed(String policy, Caller caller, TokenSource source, @Nullable Denied shadowed)
      implements Decision {}

  /**
   * The request does not pass.
   *
   * @param scope the scopes that the policy wants, joined by one space, if that is the reason
   * @param caller who it was all the same; anonymous if nothing was proved
   */
  record Denied(String policy, DenyReason reason, String scope, TokenSource source, Caller caller)
      implements Decision {
    private static final Caller NOBODY = new Caller.Anonymous();

    /** A denial of somebody of whom nothing is proved. */
    public static Denied of(String policy, DenyReason reason) {
      return new Denied(policy, reason, "", TokenSource.NONE, NOBODY);
    }
  }

  /** On whose behalf a request passes. */
  sealed interface Caller {
    /** The value of a claim, fit for a header; empty if there is none. */
    String value(IdentityClaim claim);

    /** Nobody was asked for. */
    record Anonymous() implements Caller {
      @Override
      public String value(IdentityClaim claim) {
        return "";
      }
    }

    /** A workload, known by its certificate; it is subject and client in one. */
    record Workload(SpiffeId id) implements Caller {
      @Override
      public String value(IdentityClaim claim) {
        return switch (claim) {
          case SUBJECT, CLIENT -> id.text();
          case ISSUER -> "spiffe://" + id.trustDomain();
          case SESSION, SCOPE, TENANT, TOKEN -> "";
        };
      }
    }

    /**
     * The bearer of a token.
     *
     * @param revocationAgeMillis how old the proof is that the token is not revoked; {@link
     *     Long#MAX_VALUE} where there is none
     */
    record Bearer(ProvenToken token, long revocationAgeMillis) implements Caller {
      @Override
      public String value(IdentityClaim claim) {
        return claim.of(token);
      }

      /** The tenant, also where the token leaves it to be the default. */
      public String tenant() {
        return token.token().tenant();
      }

      /** What was attached to the token last; null if nothing was. */
      public @Nullable Object attached() {
        return token.attachment().get();
      }

      /** Keeps an immutable object with the token, for the next check of it. */
      public void attach(Object immutable) {
        token.attachment().set(immutable);
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
