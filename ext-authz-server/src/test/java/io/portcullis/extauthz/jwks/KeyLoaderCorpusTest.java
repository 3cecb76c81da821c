package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.corpus.CorpusNumbers;
import io.portcullis.testkit.MutableClock;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows 77 and 78 of the corpus of bad inputs, over HTTP as an issuer publishes them: such a key is
 * refused with its reason, the rest of its set stays, and no set that is bad as a whole takes the
 * place of a good one.
 */
@CorpusNumbers({77, 78})
class KeyLoaderCorpusTest {
  private static final Instant START = Instant.ofEpochMilli(1_800_000_000_000L);
  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final int MAX_BYTES = 16_384;
  private static final BigInteger F4 = BigInteger.valueOf(65_537);
  private static final BigInteger P256_P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  private static final BigInteger P256_B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
  private static final String EC = Jwks.ec("bad");
  private static final String ED = Jwks.ed25519("bad");
  private static final BigInteger MODULUS = Jwks.rsaKey(2048).getModulus();
  private static final String RSA = Jwks.rsa("bad", MODULUS, F4);

  private final IssuerKeys keys = new IssuerKeys();
  private final RefreshRecorder recorder = new RefreshRecorder();
  private final MutableClock clock = MutableClock.at(START);
  private final String good = Jwks.ec("good");
  private LoopbackIssuer issuer;
  private JwksRefresher refresher;

  record Bad(String what, String jwk, KeyFault fault) {
    @Override
    public String toString() {
      return what;
    }
  }

  record Broken(String what, int status, String body, RefreshOutcome outcome) {
    @Override
    public String toString() {
      return what;
    }
  }

  @BeforeEach
  void open() throws Exception {
    issuer = LoopbackIssuer.start();
    refresher =
        new JwksRefresher(
            new JwksRefresher.Target(
                "https://a",
                keys,
                new HttpJwksSource(
                    issuer.uri("/jwks"),
                    new IssuerDocuments(Duration.ofSeconds(20), MAX_BYTES, false)),
                LastGoodKeys.nowhere()),
            new RefreshTimes(REFRESH.toMillis(), 30_000, () -> Long.MAX_VALUE, new Random(1)),
            clock,
            recorder);
  }

  @AfterEach
  void close() {
    refresher.close();
    issuer.close();
  }

  @ParameterizedTest
  @MethodSource({"rsaKeys", "keysForOtherThings", "ellipticKeys", "smallOrderKeys", "otherKeys"})
  void refusesThatKeyWithItsReasonAndKeepsTheRest(Bad bad) throws Exception {
    issuer.serve("/jwks", Jwks.set(bad.jwk(), good));

    refresher.tick();

    assertThat(recorder.refused()).extracting(RefusedKey::fault).containsExactly(bad.fault());
    assertThat(keys.current().kids()).hasSize(1);
    assertThat(keys.current().find("good")).isNotNull();
    assertThat(recorder.outcomes()).containsExactly(RefreshOutcome.OK);
  }

  @ParameterizedTest
  @MethodSource({"rsaKeys", "keysForOtherThings", "ellipticKeys", "smallOrderKeys", "otherKeys"})
  void keepsTheGoodSetWhenThatKeyComesAlone(Bad bad) throws Exception {
    VerificationKey before = loadGood();
    issuer.serve("/jwks", Jwks.set(bad.jwk()));

    refreshLater();

    assertThat(recorder.outcomes()).containsExactly(RefreshOutcome.OK, RefreshOutcome.EMPTY);
    assertStands(before);
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void keepsTheGoodSetWhenTheAnswerIsBroken(Broken broken) throws Exception {
    VerificationKey before = loadGood();
    issuer.answer("/jwks", broken.status(), broken.body().getBytes(UTF_8));

    refreshLater();

    assertThat(recorder.outcomes()).containsExactly(RefreshOutcome.OK, broken.outcome());
    assertStands(before);
  }

  static Stream<Bad> rsaKeys() {
    return Stream.of(
        exponent("e = 1", 1),
        exponent("e = 2", 2),
        exponent("e = 3", 3),
        exponent("e = 17", 17),
        exponent("e = 65535", 65_535),
        exponent("e = 65536", 65_536),
        exponent("e even", 65_538),
        exponent("e of 33 bits", 0x1_0000_0001L),
        modulus("1024 bits", Jwks.rsaKey(1024).getModulus(), KeyFault.MODULUS_SIZE),
        modulus("2047 bits", MODULUS.shiftRight(1).setBit(0), KeyFault.MODULUS_SIZE),
        modulus("8193 bits", BigInteger.ONE.shiftLeft(8192).setBit(0), KeyFault.MODULUS_SIZE),
        modulus("even modulus", MODULUS.clearBit(0), KeyFault.MODULUS_EVEN),
        modulus("ROCA", rocaModulus(), KeyFault.MODULUS_ROCA));
  }

  static Stream<Bad> keysForOtherThings() {
    return Stream.of(
        with("use enc", EC, "\"use\":\"enc\"", KeyFault.NOT_FOR_SIGNATURES),
        with("use enc on RSA", RSA, "\"use\":\"enc\"", KeyFault.NOT_FOR_SIGNATURES),
        with("use in capitals", EC, "\"use\":\"SIG\"", KeyFault.NOT_FOR_SIGNATURES),
        with("use null", EC, "\"use\":null", KeyFault.MEMBER_MALFORMED),
        with("key_ops encrypt", EC, "\"key_ops\":[\"encrypt\"]", KeyFault.NOT_FOR_SIGNATURES),
        with("key_ops sign", ED, "\"key_ops\":[\"sign\"]", KeyFault.NOT_FOR_SIGNATURES),
        with("key_ops empty", RSA, "\"key_ops\":[]", KeyFault.NOT_FOR_SIGNATURES),
        with("key_ops no list", EC, "\"key_ops\":\"verify\"", KeyFault.NOT_FOR_SIGNATURES),
        with(
            "key_ops for verifying, use for encryption",
            EC,
            "\"use\":\"enc\",\"key_ops\":[\"verify\"]",
            KeyFault.NOT_FOR_SIGNATURES),
        with("alg none", EC, "\"alg\":\"none\"", KeyFault.ALGORITHM_MISMATCH),
        with("HS256 on EC", EC, "\"alg\":\"HS256\"", KeyFault.ALGORITHM_MISMATCH),
        with("ES384 on P-256", EC, "\"alg\":\"ES384\"", KeyFault.ALGORITHM_MISMATCH),
        with("EdDSA on EC", EC, "\"alg\":\"EdDSA\"", KeyFault.ALGORITHM_MISMATCH),
        with("ES256 on Ed25519", ED, "\"alg\":\"ES256\"", KeyFault.ALGORITHM_MISMATCH),
        with("ES256 on RSA", RSA, "\"alg\":\"ES256\"", KeyFault.ALGORITHM_MISMATCH),
        with("PS256 on RSA", RSA, "\"alg\":\"PS256\"", KeyFault.ALGORITHM_MISMATCH),
        with("RSA-OAEP on RSA", RSA, "\"alg\":\"RSA-OAEP\"", KeyFault.ALGORITHM_MISMATCH),
        with("alg a number", RSA, "\"alg\":256", KeyFault.MEMBER_MALFORMED));
  }

  static Stream<Bad> ellipticKeys() {
    BigInteger x = smallAbscissa();
    byte[] small = Jwks.fixed(x);
    byte[] y = Jwks.fixed(root(x));
    return Stream.of(
        ec("point off the curve", Jwks.fixed(BigInteger.ONE), Jwks.fixed(BigInteger.ONE)),
        ec("point of the right x and a wrong y", small, Jwks.fixed(root(x).flipBit(0))),
        ec("point at infinity", new byte[32], new byte[32]),
        ec("x above the field's prime", Jwks.fixed(x.add(P256_P)), y),
        new Bad("short coordinate", Jwks.ec("bad", new byte[31], y), KeyFault.MEMBER_MALFORMED),
        new Bad("long coordinate", Jwks.ec("bad", small, new byte[33]), KeyFault.MEMBER_MALFORMED),
        new Bad("no y", EC.replaceFirst(",\"y\":\"[^\"]*\"", ""), KeyFault.MEMBER_MALFORMED),
        new Bad("P-384", EC.replace("P-256", "P-384"), KeyFault.KEY_TYPE_UNSUPPORTED),
        new Bad("secp256k1", EC.replace("P-256", "secp256k1"), KeyFault.KEY_TYPE_UNSUPPORTED),
        new Bad("Ed448", ED.replace("Ed25519", "Ed448"), KeyFault.KEY_TYPE_UNSUPPORTED),
        new Bad("X25519", ED.replace("Ed25519", "X25519"), KeyFault.KEY_TYPE_UNSUPPORTED),
        ed25519("Ed25519 off the curve", "02" + "00".repeat(31), KeyFault.POINT_OFF_CURVE),
        ed25519("Ed25519 of 31 bytes", "02" + "00".repeat(30), KeyFault.MEMBER_MALFORMED));
  }

  /**
   * Every 32 bytes that some decoder reads as a point of order 1, 2, 4 or 8: five values of y, two
   * of them once more above the field's prime, and each with either sign. RFC 8032 5.1.3 knows no y
   * from the prime on.
   */
  static Stream<Bad> smallOrderKeys() {
    String none = "00".repeat(30);
    String all = "ff".repeat(30);
    String eighth = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc";
    String otherEighth = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03";
    return Stream.of(
        ed25519("y = 0", "00" + none + "00", KeyFault.POINT_SMALL_ORDER),
        ed25519("y = 0, signed", "00" + none + "80", KeyFault.POINT_SMALL_ORDER),
        ed25519("y = 1", "01" + none + "00", KeyFault.POINT_SMALL_ORDER),
        ed25519("y = 1, signed", "01" + none + "80", KeyFault.POINT_SMALL_ORDER),
        ed25519("y = -1", "ec" + all + "7f", KeyFault.POINT_SMALL_ORDER),
        ed25519("y = -1, signed", "ec" + all + "ff", KeyFault.POINT_SMALL_ORDER),
        ed25519("order 8", eighth + "05", KeyFault.POINT_SMALL_ORDER),
        ed25519("order 8, signed", eighth + "85", KeyFault.POINT_SMALL_ORDER),
        ed25519("order 8, other y", otherEighth + "7a", KeyFault.POINT_SMALL_ORDER),
        ed25519("order 8, other y, signed", otherEighth + "fa", KeyFault.POINT_SMALL_ORDER),
        ed25519("y = p", "ed" + all + "7f", KeyFault.POINT_OFF_CURVE),
        ed25519("y = p, signed", "ed" + all + "ff", KeyFault.POINT_OFF_CURVE),
        ed25519("y = p + 1", "ee" + all + "7f", KeyFault.POINT_OFF_CURVE),
        ed25519("y = p + 1, signed", "ee" + all + "ff", KeyFault.POINT_OFF_CURVE));
  }

  static Stream<Bad> otherKeys() {
    return Stream.of(
        new Bad(
            "oct",
            "{\"kty\":\"oct\",\"kid\":\"bad\",\"k\":\"AAAA\"}",
            KeyFault.PRIVATE_OR_SYMMETRIC),
        new Bad(
            "oct without k", "{\"kty\":\"oct\",\"kid\":\"bad\"}", KeyFault.PRIVATE_OR_SYMMETRIC),
        with("private d of EC", EC, "\"d\":\"AA\"", KeyFault.PRIVATE_OR_SYMMETRIC),
        with("private d of Ed25519", ED, "\"d\":\"AA\"", KeyFault.PRIVATE_OR_SYMMETRIC),
        with("private d of RSA", RSA, "\"d\":\"AA\"", KeyFault.PRIVATE_OR_SYMMETRIC),
        with("private d of null", EC, "\"d\":null", KeyFault.PRIVATE_OR_SYMMETRIC),
        with("private prime", RSA, "\"p\":\"AA\"", KeyFault.PRIVATE_OR_SYMMETRIC),
        new Bad("unknown kty", EC.replace("\"EC\"", "\"ec\""), KeyFault.KEY_TYPE_UNSUPPORTED),
        new Bad("padded base64", EC.replace("\",\"y\"", "=\",\"y\""), KeyFault.MEMBER_MALFORMED),
        new Bad(
            "no kid", Jwks.ec("").replace("\"kid\":\"\",", ""), KeyFault.KID_MISSING_OR_TOO_LONG),
        new Bad("empty kid", Jwks.ec(""), KeyFault.KID_MISSING_OR_TOO_LONG),
        new Bad("long kid", Jwks.ec("k".repeat(257)), KeyFault.KID_MISSING_OR_TOO_LONG),
        new Bad("kid a number", EC.replace("\"bad\"", "5"), KeyFault.MEMBER_MALFORMED),
        new Bad("not an object", "7", KeyFault.NOT_AN_OBJECT));
  }

  static Stream<Broken> brokenAnswers() {
    String whole = new String(Jwks.set(Jwks.ec("other")), UTF_8);
    return Stream.of(
        new Broken("no bytes", 200, "", RefreshOutcome.UNREADABLE),
        new Broken("no keys", 200, "{\"keys\":[]}", RefreshOutcome.EMPTY),
        new Broken("cut short", 200, whole.substring(0, 50), RefreshOutcome.UNREADABLE),
        broken("a page", "<html>"),
        broken("null", "null"),
        broken("keys no list", "{\"keys\":{}}"),
        broken("keys twice", "{\"keys\":[],\"keys\":[]}"),
        broken("more than 128 keys", "{\"keys\":[" + "0,".repeat(128) + "0]}"),
        broken("10,000 deep", "{\"keys\":" + "[".repeat(10_000)),
        new Broken("too large", 200, " ".repeat(MAX_BYTES) + whole, RefreshOutcome.UNAVAILABLE),
        new Broken("good keys under 203", 203, whole, RefreshOutcome.UNAVAILABLE),
        new Broken("good keys under 404", 404, whole, RefreshOutcome.UNAVAILABLE),
        new Broken("good keys under 500", 500, whole, RefreshOutcome.UNAVAILABLE));
  }

  private VerificationKey loadGood() throws InterruptedException {
    issuer.serve("/jwks", Jwks.set(good));
    refresher.tick();
    VerificationKey key = keys.current().find("good");
    return java.util.Objects.requireNonNull(key);
  }

  private void refreshLater() throws InterruptedException {
    clock.advance(REFRESH);
    refresher.tick();
  }

  private void assertStands(VerificationKey before) {
    assertThat(keys.current().find("good")).isSameAs(before);
    assertThat(keys.current().kids()).hasSize(1);
    assertThat(keys.current().provenAtMillis()).isEqualTo(START.toEpochMilli());
  }

  private static Bad exponent(String what, long exponent) {
    return new Bad(what, Jwks.rsa("bad", MODULUS, BigInteger.valueOf(exponent)), KeyFault.EXPONENT);
  }

  private static Bad modulus(String what, BigInteger modulus, KeyFault fault) {
    return new Bad(what, Jwks.rsa("bad", modulus, F4), fault);
  }

  private static Bad with(String what, String jwk, String member, KeyFault fault) {
    return new Bad(what, Jwks.with(jwk, member), fault);
  }

  private static Bad ec(String what, byte[] x, byte[] y) {
    return new Bad(what, Jwks.ec("bad", x, y), KeyFault.POINT_OFF_CURVE);
  }

  private static Bad ed25519(String what, String hex, KeyFault fault) {
    return new Bad(what, Jwks.ed25519("bad", HexFormat.of().parseHex(hex)), fault);
  }

  private static Broken broken(String what, String body) {
    return new Broken(what, 200, body, RefreshOutcome.UNREADABLE);
  }

  /** A point of P-256 so near the y-axis that its x has a second spelling in 32 bytes. */
  private static BigInteger smallAbscissa() {
    BigInteger x = BigInteger.ONE;
    while (!root(x).pow(2).mod(P256_P).equals(right(x))) {
      x = x.add(BigInteger.ONE);
    }
    return x;
  }

  /** The prime is 3 modulo 4, so this is a root wherever there is one. */
  private static BigInteger root(BigInteger x) {
    return right(x).modPow(P256_P.add(BigInteger.ONE).shiftRight(2), P256_P);
  }

  private static BigInteger right(BigInteger x) {
    return x.pow(3).subtract(x.multiply(BigInteger.valueOf(3))).add(P256_B).mod(P256_P);
  }

  /**
   * Made as the flawed generator made them (CVE-2017-15361): of two primes k·M + 65537^a mod M,
   * where M is the product of the first 126 primes.
   */
  private static BigInteger rocaModulus() {
    Random random = new Random(42);
    BigInteger primorial =
        Stream.iterate(BigInteger.TWO, BigInteger::nextProbablePrime)
            .limit(126)
            .reduce(BigInteger.ONE, BigInteger::multiply);
    List<BigInteger> primes = new ArrayList<>();
    while (primes.size() < 2) {
      BigInteger k = BigInteger.ONE.shiftLeft(1024).divide(primorial).subtract(BigInteger.ONE);
      BigInteger candidate =
          k.subtract(new BigInteger(40, random))
              .multiply(primorial)
              .add(F4.modPow(new BigInteger(64, random), primorial));
      if (candidate.isProbablePrime(20)) {
        primes.add(candidate);
      }
    }
    return primes.get(0).multiply(primes.get(1));
  }
}
