package io.portcullis.token.backchannel;

import io.portcullis.token.client.BackchannelLogout;
import io.portcullis.token.client.Client;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a client of a session that has ended (section 2.5). What happened at the client is written
 * down after it happened: whoever dies in between leaves a lease that runs out, and the client is
 * told again.
 */
final class LogoutDelivery implements Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(LogoutDelivery.class);

  /** Makes a logout token. */
  interface Mint {
    String mint(Client client, Errand.Tell tell);
  }

  private final Outbox outbox;
  private final Function<String, Optional<Client>> clients;
  private final Mint tokens;
  private final LogoutSender sender;
  private final DeliveryRules rules;
  private final InstantSource clock;
  private final RandomGenerator random;

  LogoutDelivery(
      Outbox outbox,
      Function<String, Optional<Client>> clients,
      Mint tokens,
      LogoutSender sender,
      DeliveryRules rules,
      InstantSource clock,
      RandomGenerator random) {
    this.outbox = outbox;
    this.clients = clients;
    this.tokens = tokens;
    this.sender = sender;
    this.rules = rules;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public DeliveryOutcome deliver(OutboxItem leased, Errand.Tell tell) {
    return settle(leased, tell, mayBeTried(leased) ? tell(tell) : new Answer.Failed("too late"));
  }

  /** Whoever dies at each try, or comes too late, does not go on for ever. */
  boolean mayBeTried(OutboxItem leased) {
    return leased.tries() <= rules.attempts()
        && clock.millis() - leased.sinceMillis() <= rules.giveUpAfter().toMillis();
  }

  Answer tell(Errand.Tell tell) {
    try {
      Optional<Client> client = clients.apply(tell.clientId());
      Optional<BackchannelLogout> address = client.flatMap(Client::backchannelLogout);
      return address.isEmpty()
          ? new Answer.NoAddress()
          : sender.send(address.get().uri(), tokens.mint(client.orElseThrow(), tell));
    } catch (StorageUnavailableException e) {
      return new Answer.Failed("no logout token: " + e.getMessage());
    }
  }

  DeliveryOutcome settle(OutboxItem leased, Errand.Tell tell, Answer answer) {
    return switch (answer) {
      case Answer.Accepted() -> removed(leased, DeliveryOutcome.DELIVERED);
      case Answer.Refused() -> {
        LOG.warn("client {} refuses the logout of session {}", tell.clientId(), tell.sid());
        yield removed(leased, DeliveryOutcome.REFUSED);
      }
      case Answer.NoAddress() -> removed(leased, DeliveryOutcome.UNREGISTERED);
      case Answer.Failed(String why) -> failed(leased, tell, why);
    };
  }

  private DeliveryOutcome removed(OutboxItem leased, DeliveryOutcome outcome) {
    outbox.remove(leased);
    return outcome;
  }

  private DeliveryOutcome failed(OutboxItem leased, Errand.Tell tell, String why) {
    long nextMillis = clock.millis() + rules.waitMillis(leased.tries(), random);
    if (leased.tries() < rules.attempts()
        && nextMillis - leased.sinceMillis() <= rules.giveUpAfter().toMillis()) {
      return outbox.change(leased, tell, nextMillis).isPresent()
          ? DeliveryOutcome.RETRIED
          : DeliveryOutcome.LEASE_LOST;
    }
    if (!outbox.abandon(leased)) {
      return DeliveryOutcome.LEASE_LOST;
    }
    LOG.warn(
        "client {} was not told that session {} ended, and will not be, after {} tries in {} s: {}",
        tell.clientId(),
        tell.sid(),
        leased.tries(),
        (clock.millis() - leased.sinceMillis()) / 1000,
        why);
    return DeliveryOutcome.GIVEN_UP;
  }
}
