package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwks.KeySet;
import io.portcullis.extauthz.jwks.VerificationKey;
import io.portcullis.extauthz.jwt.CompactToken.Broken;
import io.portcullis.extauthz.jwt.CompactToken.Intact;
import io.portcullis.extauthz.jwt.VerifiedTokenCache.Entry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proves a token that was never seen: everything that is cheap comes before the signature, which
 * costs a hundred times as much as all the rest.
 */
public final class TokenProver {
  private static final String DEFAULT_TENANT = "default";

  private final Map<String, TrustedIssuer> issuers;
  private final SignatureVerifier signatures;

  /** Accepts tokens of these issuers only. */
  public TokenProver(Collection<TrustedIssuer> issuers, SignatureVerifier signatures) {
    this.issuers = new HashMap<>();
    for (TrustedIssuer issuer : issuers) {
      this.issuers.put(issuer.settings().issuer(), issuer);
    }
    this.signatures = signatures;
  }

  /** Whether these are still an issuer's settings and keys. */
  @SuppressWarnings("ReferenceEquality") // an issuer whose settings change becomes another object
  boolean trusts(TrustedIssuer issuer) {
    return issuers.get(issuer.settings().issuer()) == issuer;
  }

  /** The issuer of this name; null if its tokens are not accepted. */
  @Nullable TrustedIssuer find(String issuer) {
    return issuers.get(issuer);
  }

  /** Does all that is cheap. */
  Examination examine(byte[] token, long nowMillis) {
    return switch (CompactToken.read(token)) {
      case Broken(TokenFault fault) -> new Refused(fault);
      case Intact(CompactToken read) -> examine(read, nowMillis);
    };
  }

  private Examination examine(CompactToken token, long nowMillis) {
    TrustedIssuer issuer = issuers.get(ClaimsReader.issuer(token.payload()));
    if (issuer == null) {
      return new Refused(TokenFault.UNKNOWN_ISSUER);
    }
    IssuerSettings settings = issuer.settings();
    JoseHeader header = token.header();
    if (!settings.tokenTypes().contains(header.type())) {
      return new Refused(TokenFault.WRONG_TYPE);
    }
    if (!settings.algorithms().contains(header.algorithm())) {
      return new Refused(TokenFault.WRONG_ALGORITHM);
    }
    TokenClaims claims = ClaimsReader.read(token.payload(), settings, header.type());
    TokenFault fault = claims == null ? TokenFault.BAD_CLAIMS : fault(claims, settings, nowMillis);
    return claims == null || fault != null
        ? new Refused(fault == null ? TokenFault.BAD_CLAIMS : fault)
        : findKey(token, claims, issuer);
  }

  /** What is wrong beside the signature. Expiry is not said of a token that is not proved. */
  private static @Nullable TokenFault fault(
      TokenClaims claims, IssuerSettings settings, long nowMillis) {
    return switch (ClaimsValidator.judge(claims, settings, nowMillis)) {
      case GOOD, EXPIRED -> null;
      case WRONG_AUDIENCE -> TokenFault.WRONG_AUDIENCE;
      case NOT_YET_VALID -> TokenFault.NOT_YET_VALID;
      case BAD_LIFE -> TokenFault.BAD_CLAIMS;
    };
  }

  private static Examination findKey(CompactToken token, TokenClaims claims, TrustedIssuer issuer) {
    KeySet keys = issuer.keys().current();
    if (!keys.loaded()) {
      return new Refused(TokenFault.KEYS_UNAVAILABLE);
    }
    VerificationKey key = keys.find(token.header().keyId());
    if (key == null) {
      issuer.keys().missed(token.header().keyId());
      return new Refused(TokenFault.UNKNOWN_KEY);
    }
    return key.algorithm() == token.header().algorithm()
        ? new Plausible(token.signed(), claims, key, issuer)
        : new Refused(TokenFault.WRONG_ALGORITHM);
  }

  /** Verifies the signature; null if it is bad. */
  @Nullable Entry prove(Plausible token) {
    return switch (signatures.verify(token.key, token.signed)) {
      case GOOD ->
          new Entry(proven(token.claims, token.key, token.issuer), token.key, token.issuer);
      case BAD -> null;
    };
  }

  private static ProvenToken proven(TokenClaims claims, VerificationKey key, TrustedIssuer issuer) {
    VerifiedToken token =
        new VerifiedToken(
            issuer.settings().issuer(),
            key.kid(),
            claims.subject(),
            claims.tokenId(),
            claims.sessionId(),
            claims.tenant().isEmpty() ? DEFAULT_TENANT : claims.tenant(),
            claims.clientId(),
            claims.scopes(),
            claims.issuedAtSeconds(),
            claims.expiresAtSeconds(),
            claims.sessionStartMillis(),
            issuer.settings().mintedAfterRead());
    return new ProvenToken(
        token,
        claims.audiences(),
        claims.notBeforeSeconds(),
        claims.tenant(),
        claims.scopeText(),
        claims.confirmation(),
        new Attachment());
  }

  /** What can be said before the signature. */
  sealed interface Examination {}

  /** All but the signature holds, which this key must have made. */
  record Plausible(
      SignedBytes signed, TokenClaims claims, VerificationKey key, TrustedIssuer issuer)
      implements Examination {}

  record Refused(TokenFault fault) implements Examination {}
}
