package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwkSetReaderTest {
  private static final BigInteger F4 = BigInteger.valueOf(65_537);
  private static final String GOOD = Jwks.ec("good");

  private final JwkSetReader reader = new JwkSetReader();

  record Refused(String why, String jwk, KeyFault fault) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Refused> refusedKeys() {
    String ec = Jwks.ec("bad");
    String ed = Jwks.ed25519("bad");
    BigInteger modulus = Jwks.rsaKey(2048).getModulus();
    String rsa = Jwks.rsa("bad", modulus, F4);
    return Stream.of(
        new Refused("not an object", "7", KeyFault.NOT_AN_OBJECT),
        new Refused("no kid", ec.replace("\"kid\":\"bad\",", ""), KeyFault.KID_MISSING_OR_TOO_LONG),
        new Refused("empty kid", Jwks.ec(""), KeyFault.KID_MISSING_OR_TOO_LONG),
        new Refused("long kid", Jwks.ec("k".repeat(257)), KeyFault.KID_MISSING_OR_TOO_LONG),
        new Refused("numeric kid", ec.replace("\"bad\"", "5"), KeyFault.MEMBER_MALFORMED),
        new Refused("oct", "{\"kty\":\"oct\",\"kid\":\"bad\"}", KeyFault.PRIVATE_OR_SYMMETRIC),
        new Refused("private d", Jwks.with(ec, "\"d\":\"AA\""), KeyFault.PRIVATE_OR_SYMMETRIC),
        new Refused("private p", Jwks.with(rsa, "\"p\":\"AA\""), KeyFault.PRIVATE_OR_SYMMETRIC),
        new Refused("use enc", Jwks.with(ec, "\"use\":\"enc\""), KeyFault.NOT_FOR_SIGNATURES),
        new Refused(
            "key_ops encrypt",
            Jwks.with(ec, "\"key_ops\":[\"encrypt\"]"),
            KeyFault.NOT_FOR_SIGNATURES),
        new Refused("alg none", Jwks.with(ec, "\"alg\":\"none\""), KeyFault.ALGORITHM_MISMATCH),
        new Refused(
            "ES256 on RSA", Jwks.with(rsa, "\"alg\":\"ES256\""), KeyFault.ALGORITHM_MISMATCH),
        new Refused("PS256", Jwks.with(rsa, "\"alg\":\"PS256\""), KeyFault.ALGORITHM_MISMATCH),
        new Refused("Ed448", ed.replace("Ed25519", "Ed448"), KeyFault.KEY_TYPE_UNSUPPORTED),
        new Refused("P-384", ec.replace("P-256", "P-384"), KeyFault.KEY_TYPE_UNSUPPORTED),
        new Refused(
            "off the curve",
            Jwks.ec("bad", Jwks.fixed(BigInteger.ONE), Jwks.fixed(BigInteger.ONE)),
            KeyFault.POINT_OFF_CURVE),
        new Refused(
            "short coordinate",
            Jwks.ec("bad", new byte[31], new byte[32]),
            KeyFault.MEMBER_MALFORMED),
        new Refused(
            "padded base64", ec.replace("\",\"y\"", "=\",\"y\""), KeyFault.MEMBER_MALFORMED),
        new Refused("1024 bits", rsa(Jwks.rsaKey(1024).getModulus()), KeyFault.MODULUS_SIZE),
        new Refused("even modulus", rsa(modulus.clearBit(0)), KeyFault.MODULUS_EVEN),
        new Refused(
            "huge modulus",
            rsa(BigInteger.ONE.shiftLeft(8192).add(BigInteger.ONE)),
            KeyFault.MODULUS_SIZE),
        new Refused("e = 3", Jwks.rsa("bad", modulus, BigInteger.valueOf(3)), KeyFault.EXPONENT),
        new Refused("e = 1", Jwks.rsa("bad", modulus, BigInteger.ONE), KeyFault.EXPONENT),
        new Refused("ROCA", rsa(rocaModulus()), KeyFault.MODULUS_ROCA));
  }

  @ParameterizedTest
  @MethodSource("refusedKeys")
  void leavesOutOneKeyWithItsReasonAndKeepsTheRest(Refused refused) {
    JwkSetReading.Keys keys = keys(refused.jwk(), GOOD);

    assertThat(keys.usable()).extracting(VerificationKey::kid).containsExactly("good");
    assertThat(keys.refused()).extracting(RefusedKey::fault).containsExactly(refused.fault());
  }

  /** All encodings of small order, of which the last three are not canonical. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void refusesEd25519PointsOfSmallOrder(String hex) {
    JwkSetReading.Keys keys = keys(Jwks.ed25519("bad", HexFormat.of().parseHex(hex)), GOOD);

    assertThat(keys.usable()).extracting(VerificationKey::kid).containsExactly("good");
  }

  @Test
  void refusesEd25519PointsOffTheCurve() {
    byte[] two = new byte[32];
    two[0] = 2;

    assertThat(keys(Jwks.ed25519("bad", two), GOOD).refused())
        .containsExactly(new RefusedKey("bad", KeyFault.POINT_OFF_CURVE));
  }

  @Test
  void readsEachAlgorithm() {
    JwkSetReading.Keys keys =
        keys(
            Jwks.with(Jwks.ec("a"), "\"alg\":\"ES256\",\"use\":\"sig\""),
            Jwks.with(Jwks.ed25519("b"), "\"alg\":\"EdDSA\""),
            Jwks.with(Jwks.ed25519("c"), "\"alg\":\"Ed25519\",\"key_ops\":[\"verify\"]"),
            Jwks.rsa("d", Jwks.rsaKey(2048).getModulus(), F4));

    assertThat(keys.refused()).isEmpty();
    assertThat(keys.usable())
        .extracting(VerificationKey::algorithm)
        .containsExactly(
            KeyAlgorithm.ES256, KeyAlgorithm.ED25519, KeyAlgorithm.ED25519, KeyAlgorithm.RS256);
  }

  @Test
  void acceptsHundredFreshEd25519Keys() {
    String[] fresh =
        IntStream.range(0, 100).mapToObj(i -> Jwks.ed25519("k" + i)).toArray(String[]::new);

    assertThat(keys(fresh).usable()).hasSize(100);
  }

  @Test
  void usesNeitherOfTwoDifferentKeysUnderOneId() {
    JwkSetReading.Keys keys = keys(Jwks.ec("twice"), GOOD, Jwks.ec("twice"), Jwks.ec("twice"));

    assertThat(keys.usable()).extracting(VerificationKey::kid).containsExactly("good");
    assertThat(keys.refused()).hasSize(3).extracting(RefusedKey::kid).containsOnly("twice");
  }

  @Test
  void usesKeyThatIsPublishedTwiceOnce() {
    assertThat(keys(GOOD, GOOD).usable()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[]} x"
      })
  void saysThatItIsNoKeySet(String text) {
    assertThat(reader.read(text.getBytes(UTF_8))).isInstanceOf(JwkSetReading.Unreadable.class);
  }

  @Test
  void neverThrowsOnAnyDamage() {
    byte[] whole = Jwks.set(GOOD, Jwks.ed25519("b"), rsa(Jwks.rsaKey(2048).getModulus()));
    Random random = new Random(42);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      assertThat(reader.read(damaged)).isNotNull();
    }
  }

  private JwkSetReading.Keys keys(String... jwks) {
    return (JwkSetReading.Keys) reader.read(Jwks.set(jwks));
  }

  private static String rsa(BigInteger modulus) {
    return Jwks.rsa("bad", modulus, F4);
  }

  /** Congruent to a power of 65537 modulo every prime up to 167, as the flawed generator's are. */
  private static BigInteger rocaModulus() {
    BigInteger primorial =
        Stream.iterate(BigInteger.TWO, BigInteger::nextProbablePrime)
            .takeWhile(p -> p.intValue() <= 167)
            .reduce(BigInteger.ONE, BigInteger::multiply);
    BigInteger k = BigInteger.ONE.shiftLeft(2047).divide(primorial).add(BigInteger.TEN);
    return k.multiply(primorial).add(F4.modPow(BigInteger.valueOf(12_345), primorial));
  }
}
