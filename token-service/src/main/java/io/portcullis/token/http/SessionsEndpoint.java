package io.portcullis.token.http;

import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/sessions}: a user's own devices. */
final class SessionsEndpoint {
  private final SessionStore sessions;
  private final BrowserLogout logout;
  private final Reauthentication reauthentication;

  SessionsEndpoint(SessionStore sessions, BrowserLogout logout, Reauthentication reauthentication) {
    this.sessions = sessions;
    this.logout = logout;
    this.reauthentication = reauthentication;
  }

  /** {@code GET /v1/sessions}: newest first, at most 100. */
  Reply list(Call call, Session current) {
    List<Map<String, Object>> listed =
        sessions.sessionsOf(current.tenant(), current.userId()).stream()
            .map(session -> json(session, session.sid().equals(current.sid())))
            .toList();
    return Reply.json(200, Map.of("sessions", listed));
  }

  /** {@code DELETE /v1/sessions/{sid}}: 204 once it is ended for good. */
  Reply end(Call call, Session current) {
    return sessions
        .find(call.pathParameter("sid"))
        .filter(session -> isOfSameUser(session, current))
        .map(
            session -> refusal(call, session, current).orElseGet(() -> end(call, session, current)))
        .orElseGet(() -> new Problem(404, "not_found", "You have no such session.").reply(call));
  }

  /** {@code DELETE /v1/sessions}: 204 once all but this one, and its browser's login, are over. */
  Reply endOthers(Call call, Session current) {
    return reauthentication
        .refusal(call, current, JsonBody.ofOptional(call))
        .orElseGet(() -> endAllBut(call, current));
  }

  private Reply endAllBut(Call call, Session current) {
    return switch (logout.endAllBut(current)) {
      case BrowserLogout.Outcome.Ended() -> Reply.empty(204);
      case BrowserLogout.Outcome.Unavailable(Duration wait) ->
          Problem.unavailable().reply(call).retryAfter(wait);
    };
  }

  private Reply end(Call call, Session session, Session current) {
    return switch (logout.endWithLogin(session, current.cameOf())) {
      case BrowserLogout.Outcome.Ended() -> Reply.empty(204);
      case BrowserLogout.Outcome.Unavailable(Duration wait) ->
          Problem.unavailable().reply(call).retryAfter(wait);
    };
  }

  // One by one as all at once: a stolen access token ends no session but its own.
  private Optional<Reply> refusal(Call call, Session session, Session current) {
    return session.sid().equals(current.sid())
        ? Optional.empty()
        : reauthentication.refusal(call, current, JsonBody.ofOptional(call));
  }

  private static boolean isOfSameUser(Session session, Session current) {
    return session.tenant().equals(current.tenant()) && session.userId().equals(current.userId());
  }

  private static Map<String, Object> json(Session session, boolean current) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("session_id", session.sid());
    json.put("client_id", session.clientId());
    if (!session.device().label().isEmpty()) {
      json.put("device", session.device().label());
    }
    json.put("started_at", Timestamps.rfc3339(session.sessionStartMillis()));
    json.put("last_seen_at", Timestamps.rfc3339(session.lastSeenMillis()));
    json.put(
        "expires_at",
        Timestamps.rfc3339(Math.min(session.idleExpiryMillis(), session.absoluteExpiryMillis())));
    json.put("current", current);
    return json;
  }
}
