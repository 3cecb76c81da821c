package io.portcullis.token.issuance;

import io.portcullis.token.limit.Verdict;
import java.time.Duration;

/** What a refresh came to; the names are those of RFC 6749 section 5.2. */
public sealed interface RefreshResult {
  /**
   * New tokens.
   *
   * @param use what became of the refresh token
   */
  record Issued(IssuedTokens tokens, Use use) implements RefreshResult {}

  /** What became of a refresh token that was good. */
  enum Use {
    /** This call rotated it. */
    ROTATED,
    /** It is not rotated, and is good as before. */
    KEPT,
    /** Another call had rotated it already. */
    REPLAYED
  }

  /** The caller is not the client it says it is. */
  record InvalidClient() implements RefreshResult {}

  /** The client may not refresh. */
  record UnauthorizedClient() implements RefreshResult {}

  /** No token of ours, another client's, expired, ended or revoked. */
  record InvalidGrant() implements RefreshResult {}

  /** A genuine old token: somebody has a copy, and the session has been ended. */
  record Reused() implements RefreshResult {}

  /** A token newer than its session in the table, which was restored; nothing has been ended. */
  record AheadOfTable() implements RefreshResult {}

  /** More was asked than was granted. */
  record InvalidScope() implements RefreshResult {}

  /** A resource that was not granted (RFC 8707). */
  record InvalidTarget() implements RefreshResult {}

  /** Too often; nothing was judged. */
  record Limited(Verdict.Exhausted verdict) implements RefreshResult {}

  /** Nothing was judged; says nothing about the token. */
  record Unavailable(Duration retryAfter) implements RefreshResult {}
}
