package io.portcullis.token;

import io.portcullis.token.backchannel.DynamoOutbox;
import io.portcullis.token.backchannel.Outbox;
import io.portcullis.token.dynamo.DynamoConnection;
import java.time.Duration;
import java.time.InstantSource;

/** What waits for a client, leased or not. */
final class OutboxLook {
  private static final int MOST = 1000;

  private OutboxLook() {}

  static int waiting(DynamoConnection connection, String client) {
    return new DynamoOutbox(connection, InstantSource.system(), Duration.ofDays(1))
        .due(Outbox.queueOf(client), Long.MAX_VALUE, MOST)
        .size();
  }
}
