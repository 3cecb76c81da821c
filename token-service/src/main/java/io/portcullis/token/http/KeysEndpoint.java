package io.portcullis.token.http;

import io.portcullis.token.signing.KeptKey;
import io.portcullis.token.signing.KeyRotation;
import io.portcullis.token.signing.KeyRotationResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/keys}: the signing keys' states and times, and rotation by hand. */
final class KeysEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(KeysEndpoint.class);
  private static final Duration SHORTLY = Duration.ofSeconds(5);

  private final KeyRotation rotation;

  KeysEndpoint(KeyRotation rotation) {
    this.rotation = rotation;
  }

  /** {@code GET /admin/v1/keys}. */
  Reply list() {
    return Reply.json(
        200, Map.of("keys", rotation.kept().stream().map(KeysEndpoint::toJson).toList()));
  }

  /** {@code POST /admin/v1/keys/rotate}. */
  Reply rotate(Call call) {
    KeyRotationResult result = rotation.rotate();
    LOG.info(
        "admin.keys.rotate: by the bootstrap credential, request {}: {}", call.requestId(), result);
    return switch (result) {
      case KeyRotationResult.Rotated _ -> list();
      case KeyRotationResult.TooEarly early -> tooEarly(call, early);
      case KeyRotationResult.Unavailable _ -> Problem.unavailable().reply(call).retryAfter(SHORTLY);
    };
  }

  private static Reply tooEarly(Call call, KeyRotationResult.TooEarly early) {
    Problem problem =
        new Problem(
            409,
            "rotation_too_early",
            "Key "
                + early.kid()
                + " was published at "
                + show(early.publishedAt())
                + ": verifiers may not know it yet. It may sign from "
                + show(early.ready())
                + " on.");
    Map<String, Object> json = problem.toJson(call.requestId());
    json.put("title", "Conflict");
    return Reply.of(problem.status(), "application/problem+json", Json.write(json));
  }

  private static Map<String, Object> toJson(KeptKey kept) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kid", kept.kid());
    json.put("alg", kept.key().algorithm().getName());
    json.put("state", kept.state().name().toLowerCase(Locale.ROOT));
    json.put("published_at", show(kept.times().publishedAt()));
    put(json, "active_at", kept.times().activeAt());
    put(json, "retiring_at", kept.times().retiringAt());
    return json;
  }

  private static void put(Map<String, Object> json, String name, Optional<Instant> time) {
    time.ifPresent(at -> json.put(name, show(at)));
  }

  private static String show(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
