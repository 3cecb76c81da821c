package io.portcullis.token.session;

import com.google.protobuf.ByteString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session's item.
 *
 * @param currentHash SHA-256 of the one refresh token that can advance
 * @param slots by their place, those that were ever written
 */
record StoredSession(
    Session session,
    boolean active,
    ByteString currentHash,
    long generation,
    Map<Integer, Slot> slots) {

  /** The slot that holds this very generation. */
  @Nullable Slot slotOf(long wanted) {
    Slot slot = slots.get(Slot.indexOf(wanted));
    return slot != null && slot.generation() == wanted ? slot : null;
  }

  /**
   * Whether the session has had a token with this hash, as far as is kept. Nobody can make one, so
   * it is genuine also where its tag cannot be checked.
   */
  boolean hasHad(ByteString hash) {
    return currentHash.equals(hash)
        || slots.values().stream().anyMatch(slot -> slot.hash().equals(hash));
  }

  boolean expiredAt(long nowMillis) {
    return nowMillis >= session.idleExpiryMillis() || nowMillis >= session.absoluteExpiryMillis();
  }
}
