package io.portcullis.token.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.util.Optional;
import java.util.Set;

/** Validates a provider's ID tokens (OpenID Connect Core section 3.1.3.7). */
final class IdTokens {
  // RFC 8725 3.1: by a key pair of the provider's; never by our secret, never unsigned.
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512);

  private static final int LEEWAY_SECONDS = 30;

  private final ClientID us;
  private final IDTokenValidator validator;

  IdTokens(Provider provider, JWKSource<SecurityContext> keys) {
    this.us = new ClientID(provider.clientId());
    this.validator =
        new IDTokenValidator(
            new Issuer(provider.issuer()),
            us,
            new JWSVerificationKeySelector<>(ALGORITHMS, keys),
            null);
    validator.setMaxClockSkew(LEEWAY_SECONDS);
  }

  /**
   * The claims, if the token is the provider's, for us, in time, and an answer to this very wish.
   *
   * @throws KeySourceException when the provider's keys cannot be had
   */
  Optional<IDTokenClaimsSet> validate(JWT token, Nonce nonce) throws KeySourceException {
    try {
      return Optional.of(validator.validate(token, nonce)).filter(this::isForUs);
    } catch (KeySourceException e) {
      throw e;
    } catch (BadJOSEException | JOSEException e) {
      return Optional.empty();
    }
  }

  // Which the validator leaves to us: whoever else is among the audience may not use it here.
  private boolean isForUs(IDTokenClaimsSet claims) {
    return claims.getAuthorizedParty() == null
        ? claims.getAudience().size() == 1
        : claims.getAuthorizedParty().getValue().equals(us.getValue());
  }
}
