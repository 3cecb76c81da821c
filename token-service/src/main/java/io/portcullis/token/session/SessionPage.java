package io.portcullis.token.session;

import java.util.List;
import java.util.Optional;

/**
 * A part of many sessions.
 *
 * @param active those in it that nobody has ended; some may have expired
 * @param next where the next part begins, if there is one
 */
public record SessionPage(List<Session> active, Optional<String> next) {
  public SessionPage {
    active = List.copyOf(active);
  }
}
