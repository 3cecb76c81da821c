package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.RevocationType;
import java.util.Optional;
import java.util.function.Supplier;

/** What the local state says of a token. */
public sealed interface RevocationStatus {
  /** It says something. */
  sealed interface Known extends RevocationStatus {}

  /**
   * No revocation covers the token, as far as the state of {@code ageMillis} ago knows.
   *
   * @param ageMillis age of the proof, at least 0; {@link Long#MAX_VALUE} when there is none yet
   */
  record NotRevoked(long ageMillis) implements Known {}

  /**
   * The token lives longer than the log keeps its entries: a revocation of it may be forgotten
   * before it expires.
   */
  record OutlivesLog() implements Known {}

  /** Known revoked; that stays true at any age of the state. */
  record Revoked(RevocationType by) implements Known {}

  /**
   * Redis has to be asked. Mode near-cache only.
   *
   * @param ask asks and waits for the answer, a short time at most; not for an event loop; empty,
   *     at once, if too many wait for the same shard
   * @param unanswered what can be said without asking
   */
  record Unasked(Supplier<Optional<Known>> ask, Supplier<Known> unanswered)
      implements RevocationStatus {}
}
