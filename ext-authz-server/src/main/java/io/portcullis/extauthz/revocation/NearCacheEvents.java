package io.portcullis.extauthz.revocation;

/** Watches the near-cache; called on many threads. */
public interface NearCacheEvents {
  /** What a look-up came to. */
  enum LookUp {
    /** Redis answered, and what it said is proved. */
    PROVED,
    /** Redis answered, but proves nothing: its copy is not whole, or no heartbeat is believed. */
    UNPROVED,
    /** No answer in time. */
    FAILED
  }

  /** What became of a message on the channel. */
  enum Message {
    /** Answers that it speaks of are dropped. */
    OBEYED,
    /** It speaks of what no answer here could hold. */
    IGNORED,
    /** It is no event, or too long to be one. */
    MALFORMED
  }

  /** An answer was found that is young enough. */
  void hit();

  /** Redis was asked, there being no such answer. */
  void lookedUp(LookUp outcome);

  /**
   * Redis cannot be asked, or does not answer.
   *
   * @param reason for the log
   */
  void failing(String reason);

  /** A message came over the channel. */
  void message(Message outcome);

  /** The channel is being listened to. */
  void subscribed();

  /**
   * The channel is not being listened to, and every answer has to be asked for again.
   *
   * @param reason for the log
   */
  void unsubscribed(String reason);
}
