package io.portcullis.token.account;

import java.util.Optional;

/**
 * Which of our users another provider's user is. Reads are strongly consistent; all methods throw
 * {@link io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface ProviderLinks {
  Optional<User> find(ProviderSubject subject);

  /** Adds a new user and what links it. Nothing is changed unless it is linked. */
  Linking add(User user, ProviderSubject subject);

  /** What adding came to. */
  enum Linking {
    LINKED,
    /** Somebody was faster: the subject has a user. */
    SUBJECT_TAKEN,
    /** The address belongs to another user, who need not be the same person. */
    EMAIL_TAKEN
  }
}
