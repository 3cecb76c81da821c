package io.portcullis.extauthz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portcullis.extauthz.jwks.IssuerKeys;
import io.portcullis.extauthz.jwks.JwksListener;
import io.portcullis.extauthz.jwks.JwksRefresher;
import io.portcullis.extauthz.jwks.JwksSource;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwks.LastGoodKeys;
import io.portcullis.extauthz.jwks.RefreshOutcome;
import io.portcullis.extauthz.jwks.RefreshTimes;
import io.portcullis.extauthz.jwks.RefusedKey;
import io.portcullis.extauthz.jwt.ClaimNames;
import io.portcullis.extauthz.jwt.IssuerSettings;
import io.portcullis.extauthz.jwt.TrustedIssuer;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.random.RandomGenerator;

/** An issuer that lives in this process for a moment and that no real check ever trusts. */
final class WarmUpIssuer {
  private static final String NAME = "urn:portcullis:warm-up";
  private static final String KEY_ID = "warm-up";
  private static final long LIFE_SECONDS = 300;
  private static final int COORDINATE_BYTES = 32;

  private final InstantSource clock;
  private final KeyPair pair;
  private final IssuerKeys keys = new IssuerKeys();

  WarmUpIssuer(InstantSource clock) throws GeneralSecurityException {
    this.clock = clock;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    this.pair = generator.generateKeyPair();
  }

  /** Reads its own key set, the way every issuer's is read. */
  void loadKeys(Duration timeout) throws InterruptedException {
    try (JwksRefresher refresher =
        new JwksRefresher(
            new JwksRefresher.Target(NAME, keys, new Source(), LastGoodKeys.nowhere()),
            new RefreshTimes(
                Duration.ofDays(1).toMillis(),
                Duration.ofDays(1).toMillis(),
                () -> Long.MAX_VALUE,
                RandomGenerator.getDefault()),
            clock,
            new Silent())) {
      refresher.start();
      for (long waited = 0; !keys.current().loaded() && waited < timeout.toMillis(); waited++) {
        Thread.sleep(1);
      }
    }
  }

  TrustedIssuer trusted() {
    return new TrustedIssuer(
        new IssuerSettings(
            NAME,
            Set.of(NAME),
            Set.of(KeyAlgorithm.ES256),
            Set.of("at+jwt"),
            0,
            LIFE_SECONDS,
            true,
            ClaimNames.standard()),
        keys);
  }

  /** A good token; {@code number} makes it unlike the others. */
  String token(int number) throws GeneralSecurityException {
    long now = clock.millis() / 1000;
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(KEY_ID);
    String claims =
        """
        {"iss":"%1$s","sub":"warm-up","aud":"%1$s","exp":%3$d,"iat":%2$d,"jti":"warm-up-%4$d",\
        "sid":"warm-up","sst":%2$d000,"client_id":"warm-up","scope":"read write"}\
        """
            .formatted(NAME, now, now + LIFE_SECONDS, number);
    String signed = base64(header.getBytes(US_ASCII)) + "." + base64(claims.getBytes(US_ASCII));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(US_ASCII));
    return signed + "." + base64(signature.sign());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private final class Source implements JwksSource {
    @Override
    public byte[] fetch() {
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}]}"
          .formatted(
              KEY_ID, coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()))
          .getBytes(US_ASCII);
    }

    @Override
    public boolean asksIssuer() {
      return true;
    }

    private static String coordinate(BigInteger value) {
      byte[] fixed = new byte[COORDINATE_BYTES];
      byte[] bytes = value.toByteArray();
      int length = Math.min(bytes.length, COORDINATE_BYTES);
      System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
      return base64(fixed);
    }
  }

  private static final class Silent implements JwksListener {
    @Override
    public void refreshed(String issuer, RefreshOutcome outcome, String detail) {}

    @Override
    public void keyRefused(String issuer, RefusedKey key) {}
  }
}
