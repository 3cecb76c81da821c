package io.portcullis.token.backchannel;

import io.portcullis.token.client.ClientStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The whole room at work. */
public final class BackchannelLogouts implements AutoCloseable {
  /** Between two parts of a walk: reading a whole table leaves room for others. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpLogoutSender sender;
  private final LogoutPost post;
  private final OldestErrand oldest;

  private BackchannelLogouts(HttpLogoutSender sender, LogoutPost post, OldestErrand oldest) {
    this.sender = sender;
    this.post = post;
    this.oldest = oldest;
  }

  /**
   * Starts.
   *
   * @param around what watches each try
   */
  public static BackchannelLogouts start(
      Outbox outbox,
      EndedSessions sessions,
      ClientStore clients,
      LogoutTokens tokens,
      DeliveryRules rules,
      UnaryOperator<Delivery> around,
      InstantSource clock,
      RandomGenerator random) {
    HttpLogoutSender sender = new HttpLogoutSender(rules.timeout());
    Errands errands =
        new Errands(
            outbox,
            around.apply(
                new LogoutDelivery(
                    outbox, clients::find, tokens::mint, sender, rules, clock, random)),
            new LogoutWalk(outbox, sessions, clock),
            rules.lease(),
            PAUSE,
            clock);
    return new BackchannelLogouts(
        sender,
        new LogoutPost(outbox, errands, clients::logoutReceivers, clock, random),
        new OldestErrand(outbox, clients::logoutReceivers, clock));
  }

  /** How long the oldest errand has been waiting. */
  public Duration oldest() {
    return oldest.age();
  }

  /** Begins nothing any more, waits for what is under way, and ends what does not end by itself. */
  @Override
  public void close() {
    oldest.close();
    post.close();
    sender.close();
  }
}
