package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser.Feature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.portcullis.extauthz.jwt.JsonValue.Array;
import io.portcullis.extauthz.jwt.JsonValue.Bool;
import io.portcullis.extauthz.jwt.JsonValue.Members;
import io.portcullis.extauthz.jwt.JsonValue.Null;
import io.portcullis.extauthz.jwt.JsonValue.OtherNumber;
import io.portcullis.extauthz.jwt.JsonValue.Text;
import io.portcullis.extauthz.jwt.JsonValue.Whole;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonParserTest {
  /** The slow reference: another reader, as strict as it can be made. */
  private static final ObjectMapper REFERENCE =
      JsonMapper.builder()
          .enable(Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Property
  void neverThrows(@ForAll byte[] anything) {
    Members members = JsonParser.parse(anything);

    assertThat(members == null || reference(anything).isPresent()).isTrue();
  }

  @Property(tries = 5_000)
  void takesNothingThatTheReferenceRefuses(@ForAll("nearlyJson") String text) {
    byte[] json = text.getBytes(UTF_8);

    Members members = JsonParser.parse(json);

    assertThat(members == null || same(members, reference(json).orElseThrow())).as(text).isTrue();
  }

  @Property
  void readsWhatTheReferenceWrites(@ForAll("objects") Map<String, Object> object)
      throws IOException {
    byte[] json = REFERENCE.writeValueAsBytes(object);

    Members members = JsonParser.parse(json);

    assertThat(members).isNotNull();
    assertThat(members != null && same(members, REFERENCE.readTree(json))).isTrue();
  }

  @Test
  void refusesWhatIsDeeperThanItsLimit() {
    String deep = "{\"a\":".repeat(JsonParser.MAX_DEPTH) + "0" + "}".repeat(JsonParser.MAX_DEPTH);

    assertThat(JsonParser.parse(deep.getBytes(UTF_8))).isNotNull();
    assertThat(JsonParser.parse(("{\"a\":" + deep + "}").getBytes(UTF_8))).isNull();
  }

  @Provide
  Arbitrary<String> nearlyJson() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\"a\"",
            "\"b\"",
            "\"a\":",
            "1",
            "-",
            "0",
            ".",
            "5",
            "e",
            "E",
            "+",
            "1.5e3",
            "true",
            "false",
            "null",
            " ",
            "\n",
            "\\",
            "\\u00e9",
            "\\ud83d",
            "\\ude00",
            "\u00e9",
            "\ud83d\ude00",
            "x",
            "\t",
            "{\"a\":1}",
            "\"a\":{\"b\":[]}");
    return pieces.list().ofMaxSize(12).map(list -> "{" + String.join("", list) + "}");
  }

  @Provide
  Arbitrary<Map<String, Object>> objects() {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings()
                .ofMaxLength(8)
                .filter(JsonParserTest::isUnicode)
                .map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            Arbitraries.of(true, false).map(Object.class::cast));
    Arbitrary<Object> value =
        Arbitraries.oneOf(leaf, leaf.list().ofMaxSize(4).map(Object.class::cast));
    Arbitrary<String> name = Arbitraries.strings().ofMaxLength(6).filter(JsonParserTest::isUnicode);
    return Arbitraries.maps(name, value).ofMaxSize(6);
  }

  private static boolean isUnicode(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }

  private static Optional<JsonNode> reference(byte[] json) {
    try {
      return Optional.of(REFERENCE.readTree(json));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean same(JsonValue ours, JsonNode theirs) {
    return switch (ours) {
      case Text(String value) -> theirs.isTextual() && theirs.textValue().equals(value);
      case Whole(long value) ->
          theirs.isNumber()
              && theirs.decimalValue().compareTo(java.math.BigDecimal.valueOf(value)) == 0;
      case OtherNumber() -> theirs.isNumber();
      case Bool(boolean value) -> theirs.isBoolean() && theirs.booleanValue() == value;
      case Null() -> theirs.isNull();
      case Array(List<JsonValue> elements) -> theirs.isArray() && sameElements(elements, theirs);
      case Members(Map<String, JsonValue> values) ->
          theirs.isObject()
              && theirs.size() == values.size()
              && values.entrySet().stream()
                  .allMatch(
                      e -> theirs.has(e.getKey()) && same(e.getValue(), theirs.get(e.getKey())));
    };
  }

  private static boolean sameElements(List<JsonValue> elements, JsonNode theirs) {
    if (elements.size() != theirs.size()) {
      return false;
    }
    for (int i = 0; i < elements.size(); i++) {
      if (!same(elements.get(i), theirs.get(i))) {
        return false;
      }
    }
    return true;
  }
}
