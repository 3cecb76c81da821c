package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwks.KeysInMemory;
import io.portcullis.extauthz.jwt.Verification.Expired;
import io.portcullis.extauthz.jwt.Verification.Rejected;
import io.portcullis.extauthz.jwt.Verification.Unproven;
import io.portcullis.extauthz.jwt.Verification.Verified;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another implementation, on the JDK's own cryptography, as the oracle. What we prove it proves
 * too, and what it takes and we refuse is refused for a reason that is written down here.
 */
class NimbusFuzzTest {
  private static final Instant NOW = Instant.ofEpochSecond(House.NOW_SECONDS);
  private static final int MAX_BYTES = 4096;

  /** Where we are stricter by design, and where the corpus or an RFC says so. */
  private static final Set<TokenFault> STRICTER =
      Set.of(
          TokenFault.TOO_LONG, // row 29
          TokenFault.NOT_COMPACT, // rows 42 to 45: Nimbus passes over foreign characters
          TokenFault.BAD_HEADER, // rows 47, 57 to 63: strict JSON, and parameters that are refused
          TokenFault.BAD_CLAIMS, // rows 80 to 94: every claim of RFC 9068 2.2, and its form
          TokenFault.WRONG_TYPE, // row 62
          TokenFault.WRONG_AUDIENCE, // row 92
          TokenFault.UNKNOWN_ISSUER, // row 89
          TokenFault.UNKNOWN_KEY, // row 57: Nimbus was given the key, we look it up
          TokenFault.WRONG_ALGORITHM, // row 52: the same, if the id is that of another key
          TokenFault.NOT_YET_VALID); // rows 87 and 88

  private final KeysInMemory keys = new KeysInMemory();
  private final TokenVerifier verifier;

  NimbusFuzzTest() {
    keys.publish(House.ES256.verificationKey(), House.RS256.verificationKey());
    IssuerSettings settings =
        new IssuerSettings(
            House.ISSUER,
            Set.of("api"),
            Set.of(KeyAlgorithm.values()),
            Set.of("at+jwt"),
            0,
            House.MAX_LIFE_SECONDS,
            false,
            ClaimNames.standard());
    verifier =
        new TokenVerifier(
            MAX_BYTES,
            new TokenProver(
                List.of(new TrustedIssuer(settings, keys.keys())),
                ProviderSignatureVerifier.fastest()),
            new VerifiedTokenCache(0, new Random(1)),
            () -> NOW);
  }

  /** Tokens that were signed and then changed. */
  @FuzzTest(maxDuration = "10m")
  void agreesOnTokensThatWereChanged(FuzzedDataProvider data) throws JOSEException {
    SigningKeys signer = data.consumeBoolean() ? House.RS256 : House.ES256;
    StringBuilder token = new StringBuilder(House.draft(signer).signed());
    int changes = data.consumeInt(0, 4);
    for (int i = 0; i < changes; i++) {
      token.setCharAt(data.consumeInt(0, token.length() - 1), (char) (data.consumeByte() & 0xff));
    }
    assertAgreement(token.toString(), signer);
  }

  /** Header and claims that the data invents, signed as they are. */
  @FuzzTest(maxDuration = "10m")
  void agreesOnWhateverIsSigned(FuzzedDataProvider data) throws JOSEException {
    SigningKeys signer = data.consumeBoolean() ? House.RS256 : House.ES256;
    TokenDraft draft = House.draft(signer);
    byte[] header = edited(draft.headerJson(), data);
    byte[] claims = edited(draft.claimsJson(), data);
    assertAgreement(draft.sign(header, claims), signer);
  }

  private void assertAgreement(String token, SigningKeys signer) throws JOSEException {
    byte[] bytes = token.getBytes(ISO_8859_1);
    @Nullable TokenFault fault = fault(verifier.verify(bytes, 0, bytes.length));
    boolean theirs = nimbusTakes(token, signer);

    if (fault == null) {
      assertThat(theirs).as("taken by us alone: %s", token).isTrue();
    } else if (theirs) {
      assertThat(STRICTER).as("refused by us alone: %s", token).contains(fault);
    }
  }

  /** Why we refuse it; null if we do not. */
  private static @Nullable TokenFault fault(Verification verification) {
    return switch (verification) {
      case Rejected(TokenFault fault) -> fault;
      case Unproven(TokenInQuestion token) -> fault(token.verify());
      case Verified _ -> null;
      case Expired _ -> TokenFault.NOT_YET_VALID; // or no longer: a matter of time
    };
  }

  private static boolean nimbusTakes(String token, SigningKeys signer) throws JOSEException {
    JWSVerifier verifier =
        signer.pair().getPublic() instanceof RSAPublicKey rsa
            ? new RSASSAVerifier(rsa)
            : new ECDSAVerifier((ECPublicKey) signer.pair().getPublic());
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!verifier.supportedJWSAlgorithms().contains(jwt.getHeader().getAlgorithm())
          || !jwt.verify(verifier)) {
        return false;
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      return House.ISSUER.equals(claims.getIssuer())
          && claims.getAudience().contains("api")
          && claims.getExpirationTime() != null
          && claims.getExpirationTime().toInstant().isAfter(NOW);
    } catch (ParseException e) {
      return false;
    }
  }

  /** Some characters replaced, cut out or put in. */
  private static byte[] edited(String json, FuzzedDataProvider data) {
    StringBuilder text = new StringBuilder(json);
    int edits = data.consumeInt(0, 3);
    for (int i = 0; i < edits && !text.isEmpty(); i++) {
      int from = data.consumeInt(0, text.length() - 1);
      int to = Math.min(text.length(), from + data.consumeInt(0, 12));
      text.replace(from, to, data.consumeString(12));
    }
    return text.toString().getBytes(UTF_8);
  }
}
