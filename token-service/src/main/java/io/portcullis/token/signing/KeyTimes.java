package io.portcullis.token.signing;

import java.time.Instant;
import java.util.Optional;

/**
 * When a key came to its states; the last of them is its state.
 *
 * @param activeAt since when it may sign
 * @param retiringAt since when it signs no more
 */
public record KeyTimes(
    Instant publishedAt, Optional<Instant> activeAt, Optional<Instant> retiringAt) {
  static KeyTimes published(Instant now) {
    return new KeyTimes(now, Optional.empty(), Optional.empty());
  }

  KeyTimes activated(Instant now) {
    return new KeyTimes(publishedAt, Optional.of(now), Optional.empty());
  }

  KeyTimes retired(Instant now) {
    return new KeyTimes(publishedAt, activeAt, Optional.of(now));
  }

  public KeyState state() {
    if (retiringAt.isPresent()) {
      return KeyState.RETIRING;
    }
    return activeAt.isPresent() ? KeyState.ACTIVE : KeyState.PENDING;
  }
}
