package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.RevocationType;

/** What the local state says of a token. */
public sealed interface RevocationStatus {
  /**
   * No revocation covers the token, as far as the state of {@code ageMillis} ago knows.
   *
   * @param ageMillis age of the proof, at least 0; {@link Long#MAX_VALUE} when there is none yet
   */
  record NotRevoked(long ageMillis) implements RevocationStatus {}

  /**
   * The token lives longer than the log keeps its entries: a revocation of it may be forgotten
   * before it expires.
   */
  record OutlivesLog() implements RevocationStatus {}

  /** Known revoked; that stays true at any age of the state. */
  record Revoked(RevocationType by) implements RevocationStatus {}
}
