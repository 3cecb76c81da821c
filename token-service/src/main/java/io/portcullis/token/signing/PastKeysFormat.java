package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Past keys as a member of the JWK set beside {@code keys}: public JWKs, times in RFC 3339. */
final class PastKeysFormat {
  private static final String MEMBER = "portcullis_past_keys";
  private static final String KEY = "jwk";
  private static final String GONE = "gone_at";

  private PastKeysFormat() {}

  /**
   * Reads them; none in a file that has no such member.
   *
   * @throws IllegalArgumentException when it holds something else
   */
  static List<PastKey> of(JWKSet set) {
    List<PastKey> past = new ArrayList<>();
    if (set.getAdditionalMembers().get(MEMBER) instanceof List<?> all) {
      all.forEach(one -> past.add(parse(one)));
    }
    return past;
  }

  static Map<String, Object> members(List<PastKey> past) {
    return Map.of(MEMBER, past.stream().map(PastKeysFormat::write).toList());
  }

  private static Map<String, Object> write(PastKey past) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put(KEY, past.key().jwk().toJSONObject());
    written.put(GONE, past.goneAt().toString());
    return written;
  }

  private static PastKey parse(Object one) {
    try {
      if (one instanceof Map<?, ?> written && written.get(KEY) instanceof Map<?, ?> jwk) {
        Map<String, Object> members = new LinkedHashMap<>();
        jwk.forEach((name, value) -> members.put(String.valueOf(name), value));
        return new PastKey(
            VerificationKey.of(JWK.parse(members)),
            Instant.parse(String.valueOf(written.get(GONE))));
      }
    } catch (ParseException | DateTimeException e) {
      throw new IllegalArgumentException(MEMBER + " holds a key that is none", e);
    }
    throw new IllegalArgumentException(MEMBER + " must give each key its " + KEY);
  }
}
