package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenFactoryTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(1_800_000_000_999L));

  static Stream<TokenKey> keys() {
    return Stream.of(TokenKey.es256("e"), TokenKey.ed25519("o"), TokenKey.rs256("r"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theSignatureIsOverHeaderAndPayloadAsTheyAreSent(TokenKey key) throws Exception {
    String token = new TokenFactory("https://issuer.example", key, clock).mint();
    String input = token.substring(0, token.lastIndexOf('.'));

    Signature verifier = Signature.getInstance(jdkName(key));
    verifier.initVerify(key.publicKey());
    verifier.update(input.getBytes(StandardCharsets.US_ASCII));

    assertThat(verifier.verify(decode(token.substring(input.length() + 1)))).isTrue();
  }

  @Test
  void issuedAtIsRoundedDownToWholeSecondsAndSessionStartIsNot() throws Exception {
    TokenFactory factory = new TokenFactory("https://issuer.example", TokenKey.es256("k"), clock);
    clock.advance(Duration.ofMillis(500));

    JsonNode claims = JSON.readTree(decode(factory.mint().split("\\.", -1)[1]));

    assertThat(claims.path("iat").longValue()).isEqualTo(1_800_000_001L);
    assertThat(claims.path("sst").longValue()).isEqualTo(1_800_000_001_499L);
  }

  @Test
  void theKeySetHoldsTheKeysThatSign() throws Exception {
    TokenKey ec = TokenKey.es256("e");
    TokenKey rsa = TokenKey.rs256("r");

    JsonNode keys = JSON.readTree(TokenFactory.jwks(ec, rsa)).path("keys");

    assertThat(number(keys.path(0).path("x")))
        .isEqualTo(((ECPublicKey) ec.publicKey()).getW().getAffineX());
    assertThat(number(keys.path(1).path("n")))
        .isEqualTo(((RSAPublicKey) rsa.publicKey()).getModulus());
  }

  @Test
  void noTwoBrokenTokensAreTheSameAndNoneIsTheGoodOne() {
    TokenFactory factory = new TokenFactory("https://issuer.example", TokenKey.ed25519("k"), clock);

    List<BrokenTokens.BrokenToken> broken = BrokenTokens.of(factory);

    assertThat(broken).extracting(BrokenTokens.BrokenToken::token).doesNotHaveDuplicates();
    assertThat(broken).extracting(BrokenTokens.BrokenToken::description).doesNotHaveDuplicates();
  }

  private static String jdkName(TokenKey key) {
    return switch (key.algorithm()) {
      case "ES256" -> "SHA256withECDSAinP1363Format";
      case "RS256" -> "SHA256withRSA";
      default -> key.algorithm();
    };
  }

  private static BigInteger number(JsonNode base64) {
    return new BigInteger(1, decode(base64.textValue()));
  }

  private static byte[] decode(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
