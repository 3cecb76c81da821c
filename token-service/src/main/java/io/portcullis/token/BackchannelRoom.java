package io.portcullis.token;

import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.token.backchannel.BackchannelLogouts;
import io.portcullis.token.backchannel.DeliveryRules;
import io.portcullis.token.backchannel.LogoutTokens;
import io.portcullis.token.backchannel.StoredEndedSessions;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.client.DynamoClientStore;
import io.portcullis.token.config.BackchannelLogoutConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.session.DynamoSessionPages;
import io.portcullis.token.telemetry.MeteredDelivery;
import java.time.Duration;

/** What tells clients of ended sessions while the service runs. */
final class BackchannelRoom {
  /** Beyond the timeout of a try that is under way. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private BackchannelRoom() {}

  static void start(
      TokenServiceConfig config, Keys keys, Storage storage, Ambient ambient, Lifecycle lifecycle) {
    BackchannelLogoutConfig rules = config.backchannelLogout();
    // Who is not told because an address is not known yet is never told.
    ClientStore clients = new DynamoClientStore(storage.connection());
    BackchannelLogouts logouts =
        BackchannelLogouts.start(
            storage.outbox(),
            new StoredEndedSessions(
                new DynamoSessionPages(storage.connection()),
                new StoredEndedSessions.Endings(
                    storage.sessions(), storage.outbox(), storage.authorizations().writes()),
                clients,
                storage.cutoffs()),
            clients,
            new LogoutTokens(
                keys.signing(),
                OwnKeyRevocations.revokedBy(storage.cutoffs()),
                config.issuer().toString(),
                ambient.clock(),
                ambient.random()),
            new DeliveryRules(rules.timeout(), rules.attempts(), rules.giveUpAfter()),
            delivery -> new MeteredDelivery(delivery, ambient.metrics(), System::nanoTime),
            ambient.clock(),
            ambient.random());
    ambient
        .metrics()
        .gauge(
            "portcullis_backchannel_logout_oldest_seconds",
            "How long the oldest logout has been waiting that some client is to be told of")
        .observe(() -> logouts.oldest().toMillis() / 1000.0);
    lifecycle.onClose("back-channel logout", rules.timeout().plus(STOP_LIMIT), logouts::close);
  }
}
