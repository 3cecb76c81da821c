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

  Proof prove(byte[] token, long nowMillis) {
    return switch (CompactToken.read(token)) {
      case Broken(TokenFault fault) -> new Unproven(fault);
      case Intact(CompactToken read) -> prove(read, nowMillis);
    };
  }

  private Proof prove(CompactToken token, long nowMillis) {
    TrustedIssuer issuer = issuers.get(ClaimsReader.issuer(token.payload()));
    if (issuer == null) {
      return new Unproven(TokenFault.UNKNOWN_ISSUER);
    }
    IssuerSettings settings = issuer.settings();
    JoseHeader header = token.header();
    if (!settings.tokenTypes().contains(header.type())) {
      return new Unproven(TokenFault.WRONG_TYPE);
    }
    if (!settings.algorithms().contains(header.algorithm())) {
      return new Unproven(TokenFault.WRONG_ALGORITHM);
    }
    TokenClaims claims = ClaimsReader.read(token.payload(), settings, header.type());
    TokenFault fault = claims == null ? TokenFault.BAD_CLAIMS : fault(claims, settings, nowMillis);
    return claims == null || fault != null
        ? new Unproven(fault == null ? TokenFault.BAD_CLAIMS : fault)
        : proveSignature(token, claims, issuer);
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

  private Proof proveSignature(CompactToken token, TokenClaims claims, TrustedIssuer issuer) {
    KeySet keys = issuer.keys().current();
    if (!keys.loaded()) {
      return new Unproven(TokenFault.KEYS_UNAVAILABLE);
    }
    VerificationKey key = keys.find(token.header().keyId());
    if (key == null) {
      issuer.keys().missed(token.header().keyId());
      return new Unproven(TokenFault.UNKNOWN_KEY);
    }
    if (key.algorithm() != token.header().algorithm()) {
      return new Unproven(TokenFault.WRONG_ALGORITHM);
    }
    return switch (signatures.verify(key, token.signed())) {
      case GOOD -> new Proven(new Entry(proven(claims, key, issuer), key, issuer));
      case BAD -> new Unproven(TokenFault.BAD_SIGNATURE);
      case BUSY -> new Unproven(TokenFault.OVERLOADED);
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
        claims.confirmation());
  }

  /** What proving gave. */
  sealed interface Proof {}

  record Proven(Entry entry) implements Proof {}

  record Unproven(TokenFault fault) implements Proof {}
}
