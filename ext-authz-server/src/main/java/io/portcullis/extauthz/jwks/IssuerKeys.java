package io.portcullis.extauthz.jwks;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One issuer's keys as the request's path sees them: a snapshot, and a place to report a miss. */
public final class IssuerKeys {
  private final MissedKeys missed = new MissedKeys();
  private volatile KeySet current = KeySet.none();
  private volatile @Nullable Thread refresher;

  /** The newest snapshot; read it once per check and use that one. */
  public KeySet current() {
    return current;
  }

  /**
   * Says that a token named a key which the current set has not. Returns at once; a fetch may
   * follow later, elsewhere, and not more often than configured.
   */
  public void missed(String kid) {
    Thread thread = refresher;
    if (missed.add(kid) && thread != null) {
      LockSupport.unpark(thread);
    }
  }

  MissedKeys misses() {
    return missed;
  }

  void publish(KeySet next) {
    current = next;
  }

  void refreshedBy(Thread thread) {
    refresher = thread;
  }
}
