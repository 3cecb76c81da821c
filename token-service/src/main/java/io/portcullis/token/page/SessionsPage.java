package io.portcullis.token.page;

import java.util.List;

/** A user's sessions, newest first. */
public record SessionsPage(
    String action,
    String csrf,
    String logoutAction,
    String logoutCsrf,
    String email,
    List<Row> rows) {
  /**
   * One session.
   *
   * @param label its device, may be empty
   * @param startedAt in the user's language
   * @param lastSeenAt in the user's language
   * @param here whether it was begun from this browser's login
   */
  public record Row(
      String sid,
      String clientId,
      String label,
      String startedAt,
      String lastSeenAt,
      boolean here) {}
}
