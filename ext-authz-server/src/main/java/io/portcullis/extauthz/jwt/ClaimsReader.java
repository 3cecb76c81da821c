package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwt.JsonValue.Array;
import io.portcullis.extauthz.jwt.JsonValue.Members;
import io.portcullis.extauthz.jwt.JsonValue.Text;
import io.portcullis.extauthz.jwt.JsonValue.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a payload into their types: RFC 7519 4.1, RFC 9068 2.2. A claim of the wrong
 * type spoils the token; a claim that nobody reads is inert.
 */
final class ClaimsReader {
  private static final String ACCESS_TOKEN_TYPE = "at+jwt";
  private static final long ABSENT = Long.MIN_VALUE;
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1000;

  private final Map<String, JsonValue> claims;
  private boolean sound = true;

  private ClaimsReader(Members payload) {
    this.claims = payload.values();
  }

  /** The issuer that a payload names; empty if it names none. */
  static String issuer(Members payload) {
    return payload.values().get("iss") instanceof Text(String value) ? value : "";
  }

  /** The claims; null if a required one is missing or one has the wrong form. */
  static @Nullable TokenClaims read(Members payload, IssuerSettings settings, String type) {
    ClaimsReader reader = new ClaimsReader(payload);
    TokenClaims claims = reader.read(settings.claimNames(), type.equals(ACCESS_TOKEN_TYPE));
    return reader.sound ? claims : null;
  }

  private TokenClaims read(ClaimNames names, boolean accessToken) {
    List<String> scopes = scopes(names.scope());
    long issuedAt = required(seconds("iat"));
    return new TokenClaims(
        text("sub", true),
        audiences(),
        issuedAt,
        required(seconds("exp")),
        seconds("nbf"),
        text(names.tokenId(), true),
        text(names.sessionId(), false),
        text(names.tenant(), false),
        text(names.clientId(), accessToken),
        String.join(" ", scopes),
        scopes,
        sessionStartMillis(names.sessionStart(), issuedAt),
        confirmation());
  }

  private String text(String name, boolean required) {
    if (name.isEmpty() || (!required && !claims.containsKey(name))) {
      return "";
    }
    String value = ClaimText.of(claims.get(name));
    return value == null ? spoilt("") : value;
  }

  private List<String> scopes(String name) {
    List<String> scopes = ClaimText.scopes(claims.get(name));
    return scopes == null ? spoilt(List.of()) : scopes;
  }

  private List<String> audiences() {
    return switch (claims.get("aud")) {
      case Text(String value) -> List.of(value);
      case Array(List<JsonValue> elements) when !elements.isEmpty() -> texts(elements);
      case null, default -> spoilt(List.of());
    };
  }

  private List<String> texts(List<JsonValue> elements) {
    List<String> texts = new ArrayList<>(elements.size());
    for (JsonValue element : elements) {
      texts.add(element instanceof Text(String value) ? value : spoilt(""));
    }
    return List.copyOf(texts);
  }

  /** Seconds since 1970 of which the milliseconds fit as well; RFC 7519 2, NumericDate. */
  private long seconds(String name) {
    return switch (claims.get(name)) {
      case null -> ABSENT;
      case Whole(long value) when value <= MAX_SECONDS && value >= -MAX_SECONDS -> value;
      default -> spoilt(ABSENT);
    };
  }

  private long required(long seconds) {
    return seconds == ABSENT ? spoilt(0L) : seconds;
  }

  private long sessionStartMillis(String name, long issuedAtSeconds) {
    JsonValue start = name.isEmpty() ? null : claims.get(name);
    if (start != null) {
      return start instanceof Whole(long millis) && millis >= 0 ? millis : spoilt(0L);
    }
    long authenticatedAt = seconds("auth_time");
    return 1000 * (authenticatedAt == ABSENT ? issuedAtSeconds : authenticatedAt);
  }

  private Confirmation confirmation() {
    return switch (claims.get("cnf")) {
      case null -> Confirmation.NONE;
      case Members members -> members.has("jkt") ? Confirmation.DPOP_KEY : Confirmation.OTHER;
      default -> spoilt(Confirmation.OTHER);
    };
  }

  private <T> T spoilt(T placeholder) {
    sound = false;
    return placeholder;
  }
}
