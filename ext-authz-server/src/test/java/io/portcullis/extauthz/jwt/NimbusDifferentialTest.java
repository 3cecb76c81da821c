package io.portcullis.extauthz.jwt;

import static io.portcullis.extauthz.envoy.House.NOW_SECONDS;
import static io.portcullis.extauthz.envoy.House.draft;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.extauthz.envoy.House;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Another implementation as the oracle: what it refuses, we refuse. */
class NimbusDifferentialTest {
  private final House house = new House();

  @Property(tries = 300)
  void agreesOnTokensThatWereChanged(
      @ForAll long seed, @ForAll @IntRange(max = 3) int changes, @ForAll boolean rsa)
      throws JOSEException {
    SigningKeys keys = rsa ? House.RS256 : House.ES256;
    StringBuilder token =
        new StringBuilder(
            draft(keys).claim("jti", "t" + seed).claim("exp", NOW_SECONDS + 9).signed());
    Random random = new Random(seed);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for (int i = 0; i < changes; i++) {
      token.setCharAt(
          random.nextInt(token.length()), alphabet.charAt(random.nextInt(alphabet.length())));
    }

    boolean allowed = house.bearing(token.toString()).allowed();

    assertThat(!allowed || nimbusVerifies(token.toString(), keys)).isTrue();
    assertThat(allowed || changes > 0).isTrue();
  }

  private static boolean nimbusVerifies(String token, SigningKeys keys) throws JOSEException {
    JWSVerifier verifier =
        keys.pair().getPublic() instanceof RSAPublicKey rsa
            ? new RSASSAVerifier(rsa)
            : new ECDSAVerifier((ECPublicKey) keys.pair().getPublic());
    try {
      return SignedJWT.parse(token).verify(verifier);
    } catch (ParseException e) {
      return false;
    }
  }
}
