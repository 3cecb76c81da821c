package io.portcullis.token.federation;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.ProviderSubject;
import java.time.Instant;
import java.util.Optional;

/** What a visit to another provider came to. */
public sealed interface ProviderLogin {
  /**
   * The provider vouches for the user.
   *
   * @param email an address, if the provider says that it has verified it, and is trusted with that
   * @param at when the user logged in there, if the provider says so
   */
  record Proven(ProviderSubject subject, Optional<EmailAddress> email, Optional<Instant> at)
      implements ProviderLogin {}

  /** The user did not want to. */
  record Cancelled() implements ProviderLogin {}

  /** Nobody is proven, and nobody may be logged in. */
  record Refused(Reason reason) implements ProviderLogin {}

  /** The provider does not answer, or says that it cannot. */
  record Away() implements ProviderLogin {}

  /** Why nobody is proven; for the log. */
  enum Reason {
    ANSWER_MALFORMED,
    ANOTHER_ISSUER,
    ERROR_ANSWERED,
    CODE_REFUSED,
    ID_TOKEN_MISSING,
    ID_TOKEN_INVALID,
    LOGIN_TOO_OLD
  }
}
