package io.portcullis.token.session;

import java.util.List;

/** What became of opening a session where only so many may be live. */
public sealed interface BoundedOpening {
  /** It is open. */
  record Opened(OpenedSession session) implements BoundedOpening {}

  /** Nothing was written: these, the user's oldest, have to end first. */
  record Full(List<String> oldestSids) implements BoundedOpening {}

  /** Nothing was written: another login of the same user came first. Try again. */
  record Contended() implements BoundedOpening {}
}
