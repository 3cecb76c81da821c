package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.portcullis.extauthz.jwt.CompactToken.Broken;
import io.portcullis.extauthz.jwt.CompactToken.Intact;
import io.portcullis.extauthz.jwt.JsonValue.Members;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** The readers of what a client wrote. They answer, and take nothing that others refuse. */
class TokenParserFuzzTest {
  private static final JsonMapper REFERENCE =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @FuzzTest(maxDuration = "10m")
  void readsJsonOrRefusesIt(byte[] json) throws IOException {
    JoseHeader header = JoseHeader.read(json);
    Members members = JsonParser.parse(json);

    assertThat(header == null || members != null).isTrue();
    if (members != null) {
      assertThat(REFERENCE.readTree(json).size()).isEqualTo(members.values().size());
    }
  }

  @FuzzTest(maxDuration = "10m")
  void readsATokenOrRefusesIt(byte[] token) {
    switch (CompactToken.read(token.clone())) {
      case Broken(TokenFault fault) -> assertThat(fault).isNotNull();
      case Intact(CompactToken read) -> assertThat(rewritten(token)).isEqualTo(token);
    }
  }

  /** One token, one spelling: whatever was read is what a writer writes. */
  private static byte[] rewritten(byte[] token) {
    String[] parts = new String(token, ISO_8859_1).split("\\.", -1);
    return Arrays.stream(parts)
        .map(part -> Base64.getUrlDecoder().decode(part))
        .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part))
        .collect(Collectors.joining("."))
        .getBytes(ISO_8859_1);
  }
}
