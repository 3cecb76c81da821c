package io.portcullis.extauthz.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.portcullis.extauthz.jwks.KeyReading;
import io.portcullis.extauthz.jwks.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A file of test vectors: {@code src/test/resources/wycheproof/README.md}. */
final class WycheproofVectors {
  private WycheproofVectors() {}

  /**
   * @param number {@code tcId}
   * @param key the key of its group; empty if our reader refuses it
   * @param test the vector's own members
   */
  record Vector(int number, boolean valid, Optional<VerificationKey> key, JsonNode test) {
    String text(String name) {
      return test.required(name).asText();
    }
  }

  static List<Vector> read(String name) {
    List<Vector> vectors = new ArrayList<>();
    JsonNode file = json("/wycheproof/" + name + "_test.json.gz");
    for (JsonNode group : file.required("testGroups")) {
      Optional<VerificationKey> key = KeyReading.key(jwk(group));
      for (JsonNode test : group.required("tests")) {
        vectors.add(
            new Vector(
                test.required("tcId").asInt(),
                test.required("result").asText().equals("valid"),
                key,
                test));
      }
    }
    if (vectors.size() != file.required("numberOfTests").asInt()) {
      throw new IllegalStateException(name + " is not whole");
    }
    return vectors;
  }

  private static String jwk(JsonNode group) {
    if (group.has("publicKeyJwk")) {
      return group.required("publicKeyJwk").toString();
    }
    if (group.has("publicKey")) { // some edge cases of P-256 come without a JWK
      return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"none\",\"x\":\"%s\",\"y\":\"%s\"}"
          .formatted(coordinate(group, "wx"), coordinate(group, "wy"));
    }
    // A symmetric key has no public form; the reader must refuse it as it is.
    return group.required(group.has("public") ? "public" : "private").toString();
  }

  private static String coordinate(JsonNode group, String name) {
    BigInteger value = new BigInteger(group.required("publicKey").required(name).asText(), 16);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(HexFormat.of().parseHex("%064x".formatted(value)));
  }

  private static JsonNode json(String resource) {
    try (InputStream file =
        Objects.requireNonNull(WycheproofVectors.class.getResourceAsStream(resource), resource)) {
      return new JsonMapper().readTree(new GZIPInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
