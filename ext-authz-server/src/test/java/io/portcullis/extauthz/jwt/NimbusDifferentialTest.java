package io.portcullis.extauthz.jwt;

import static io.portcullis.extauthz.envoy.House.NOW_SECONDS;
import static io.portcullis.extauthz.envoy.House.draft;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another implementation as the oracle: what it refuses, we refuse. */
class NimbusDifferentialTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final Map<String, String> ATTACKERS_KEY =
      Map.of(
          "kty", "EC",
          "crv", "P-256",
          "x", "04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY",
          "y", "UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw");

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
    String alphabet = ALPHABET + ".";
    for (int i = 0; i < changes; i++) {
      token.setCharAt(
          random.nextInt(token.length()), alphabet.charAt(random.nextInt(alphabet.length())));
    }

    boolean allowed = house.bearing(token.toString()).allowed();

    assertThat(!allowed || nimbusVerifies(token.toString(), keys)).isTrue();
    assertThat(allowed || changes > 0).isTrue();
  }

  /** What has more than one meaning, or another one than it seems: Nimbus takes it, we do not. */
  record Lax(String what, String token) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Lax> tokensThatNimbusTakes() {
    return Stream.of(otherSpellings(), otherHeaders(), otherClaims()).flatMap(lax -> lax);
  }

  @ParameterizedTest
  @MethodSource("tokensThatNimbusTakes")
  void refusesWhatAnotherImplementationTakes(Lax lax) throws Exception {
    assertThat(nimbusVerifies(lax.token(), House.ES256)).isTrue();
    SignedJWT.parse(lax.token()).getJWTClaimsSet();

    assertThat(house.bearing(lax.token()).allowed()).isFalse();
  }

  /**
   * One signature, many texts: what is kept by its text, as a hash of a token is, must have one.
   */
  private static Stream<Lax> otherSpellings() {
    String good = draft(House.ES256).signed();
    int within = good.length() - 10;
    return Stream.of(
        new Lax("padding", good + "=="),
        new Lax("? in the signature", good.substring(0, within) + "?" + good.substring(within)),
        new Lax("space in the signature", good.substring(0, within) + " " + good.substring(within)),
        new Lax("line feed after the token", good + "\n"),
        new Lax("bits that nobody reads", withUnusedBits(good)),
        new Lax("the plain alphabet", inPlainAlphabet()));
  }

  private static Stream<Lax> otherHeaders() {
    return Stream.of(
        header("jku", "https://attacker.example"),
        header("x5u", "https://attacker.example"),
        header("jwk", ATTACKERS_KEY),
        header("zip", "DEF"),
        header("cty", "JWT"),
        header("crit", List.of()),
        new Lax("no typ", draft(House.ES256).withoutHeader("typ").signed()),
        new Lax("no kid", draft(House.ES256).withoutHeader("kid").signed()));
  }

  private static Stream<Lax> otherClaims() {
    String header = draft(House.ES256).headerJson();
    String claims = draft(House.ES256).claimsJson();
    byte[] latin = claims.replace("u-1", "u-\u00ff").getBytes(ISO_8859_1);
    return Stream.of(
        new Lax("byte order mark", draft(House.ES256).sign(header, "\ufeff" + claims)),
        new Lax("broken UTF-8", draft(House.ES256).sign(header.getBytes(UTF_8), latin)),
        new Lax(
            "lone surrogate", draft(House.ES256).sign(header, claims.replace("u-1", "u-\\ud800"))),
        new Lax("exp of 2^64", draft(House.ES256).signedWithRaw("exp", "18446744073709551616")),
        new Lax("exp with a fraction", draft(House.ES256).signedWithRaw("exp", "1800000240.5")),
        new Lax("exp null", draft(House.ES256).signedWithRaw("exp", "null")),
        new Lax("no exp", draft(House.ES256).without("exp").signed()),
        new Lax(
            "200 levels deep",
            draft(House.ES256).signedWithRaw("x", "[".repeat(200) + "]".repeat(200))));
  }

  private static Lax header(String name, Object value) {
    return new Lax(name + " in the header", draft(House.ES256).header(name, value).signed());
  }

  /** 64 bytes in 86 characters leave four bits over. */
  private static String withUnusedBits(String token) {
    int last = token.length() - 1;
    return token.substring(0, last) + ALPHABET.charAt(ALPHABET.indexOf(token.charAt(last)) + 1);
  }

  private static String inPlainAlphabet() {
    String token = draft(House.ES256).signed();
    int signature = token.lastIndexOf('.');
    return token.indexOf('-', signature) < 0
        ? inPlainAlphabet() // another signature of the same token
        : token.substring(0, signature) + token.substring(signature).replace('-', '+');
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
