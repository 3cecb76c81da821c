package io.portcullis.token.issuance;

import io.portcullis.token.limit.Verdict;
import java.time.Duration;

/** What a login came to. */
public sealed interface LoginResult {
  record Issued(IssuedTokens tokens) implements LoginResult {}

  /** Unknown address, wrong password or disabled user. */
  record Failed() implements LoginResult {}

  /** No such client, or one that may not take passwords. */
  record ClientRefused() implements LoginResult {}

  /** All hashing threads are taken. */
  record Busy() implements LoginResult {}

  /** Too often; nothing was judged. */
  record Limited(Verdict.Exhausted verdict) implements LoginResult {}

  /** Nothing was judged: storage is away, or this process's clock cannot be trusted. */
  record Unavailable(Duration retryAfter) implements LoginResult {}
}
