package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.WycheproofVectors.Vector;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another party's vectors. None called invalid is accepted; those called valid that are refused
 * stand in {@link #REFUSED}, each with its reason, and no others are.
 */
class WycheproofTest {
  /** A reason to refuse what is valid as JWS, and the numbers of the vectors that it meets. */
  record Deviation(String reason, String vectors) {
    IntStream numbers() {
      return Stream.of(vectors.split(" "))
          .map(range -> range.split("-", -1))
          .flatMapToInt(ends ->
              IntStream.rangeClosed(
                  Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
    }
  }

  private static final List<Deviation> REFUSED =
      List.of(
          new Deviation(
              "HMAC: who can verify could sign, so no symmetric key is ever read",
              "1 348 352 357-359 376-377"),
          new Deviation(
              "HMAC, and a '?' within base64url, which is in no alphabet of RFC 4648", "372-373"),
          new Deviation(
              "RS384, RS512: RS256 alone is there for issuers that can do no better", "264-271"),
          new Deviation(
              "PS256, PS384, PS512: issuers that can do PSS can do ES256",
              "272-275 287-288 320-323 325-328 346 350"),
          new Deviation("P-521: P-256 and Ed25519 are enough", "347 351"));

  static Stream<SignatureVerifier> providers() {
    return Stream.of(ProviderSignatureVerifier.fastest(), ProviderSignatureVerifier.jdk());
  }

  @Test
  void bothProvidersAreThere() {
    assertThat(ProviderSignatureVerifier.fastest().providerName())
        .isNotEqualTo(ProviderSignatureVerifier.jdk().providerName());
  }

  @ParameterizedTest
  @MethodSource("providers")
  void es256SignaturesAreJudgedAsTheVectorsSay(SignatureVerifier signatures) {
    assertThat(misjudged("ecdsa_secp256r1_sha256_p1363", vector -> isGood(signatures, vector)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void ed25519SignaturesAreJudgedAsTheVectorsSay(SignatureVerifier signatures) {
    assertThat(misjudged("ed25519", vector -> isGood(signatures, vector))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void tokensAreJudgedAsTheVectorsSayButForTheListedOnes(SignatureVerifier signatures) {
    Set<Integer> listed =
        REFUSED.stream()
            .flatMapToInt(Deviation::numbers)
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(misjudged("json_web_signature", vector -> isProved(signatures, vector)))
        .isEqualTo(listed);
  }

  @Test
  void noTokenIsReadWhichIsNoAccessToken() {
    for (Vector vector : WycheproofVectors.read("json_web_signature")) {
      assertThat(CompactToken.read(vector.text("jws").getBytes(ISO_8859_1)))
          .as("vector %d has no typ and no claims", vector.number())
          .isInstanceOf(CompactToken.Broken.class);
    }
  }

  /** The numbers of the vectors of which the judge says something else. */
  private static Set<Integer> misjudged(String file, Predicate<Vector> judge) {
    return WycheproofVectors.read(file).stream()
        .filter(vector -> judge.test(vector) != vector.valid())
        .map(Vector::number)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isGood(SignatureVerifier signatures, Vector vector) {
    byte[] message = HexFormat.of().parseHex(vector.text("msg"));
    byte[] signature = HexFormat.of().parseHex(vector.text("sig"));
    return signatures.verify(
            vector.key().orElseThrow(), new SignedBytes(message, message.length, signature))
        == SignatureResult.GOOD;
  }

  /**
   * All that is done to a token but the reading of its claims, which these have none of; the header
   * is read with the {@code typ} that it lacks, and the signature over the header as it is.
   */
  private static boolean isProved(SignatureVerifier signatures, Vector vector) {
    byte[] token = vector.text("jws").getBytes(ISO_8859_1);
    String[] parts = vector.text("jws").split("\\.", -1);
    if (parts.length != 3 || vector.key().isEmpty()) {
      return false;
    }
    byte[] header = decode(parts[0]);
    byte[] signature = decode(parts[2]);
    if (header == null || decode(parts[1]) == null || signature == null) {
      return false;
    }
    JoseHeader jose = JoseHeader.read(withType(header));
    return jose != null
        && jose.algorithm() == vector.key().get().algorithm()
        && jose.keyId().equals(vector.key().get().kid())
        && signatures.verify(
                vector.key().get(),
                new SignedBytes(token, token.length - parts[2].length() - 1, signature))
            == SignatureResult.GOOD;
  }

  private static byte @org.jspecify.annotations.Nullable [] decode(String part) {
    byte[] text = part.getBytes(ISO_8859_1);
    return Base64Url.decode(text, 0, text.length);
  }

  private static byte[] withType(byte[] header) {
    return new String(header, UTF_8).replaceFirst("^\\{", "{\"typ\":\"at+jwt\",").getBytes(UTF_8);
  }
}
