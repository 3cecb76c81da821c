package io.portcullis.token;

import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.DynamoAuthorizationCodes;
import io.portcullis.token.authorization.DynamoBrowserLogins;
import io.portcullis.token.authorization.DynamoConsents;
import io.portcullis.token.authorization.DynamoInteractions;
import io.portcullis.token.authorization.DynamoProviderVisits;
import io.portcullis.token.authorization.DynamoPushedRequests;
import io.portcullis.token.dynamo.DynamoAtomicWrites;
import io.portcullis.token.dynamo.DynamoConnection;
import java.time.Duration;

/** What is kept of users' authorizations. */
record AuthorizationStorage(
    Authorizations.Stores stores,
    DynamoInteractions interactions,
    DynamoPushedRequests pushed,
    DynamoProviderVisits visits,
    DynamoAtomicWrites writes) {
  static AuthorizationStorage of(
      DynamoConnection connection, Ambient ambient, Duration sessionLife) {
    return new AuthorizationStorage(
        new Authorizations.Stores(
            new DynamoBrowserLogins(connection, ambient.clock(), sessionLife),
            new DynamoConsents(connection, ambient.clock()),
            new DynamoAuthorizationCodes(connection, ambient.clock())),
        new DynamoInteractions(connection, ambient.clock(), ambient.random()),
        new DynamoPushedRequests(connection, ambient.clock(), ambient.random()),
        new DynamoProviderVisits(connection, ambient.clock(), ambient.random()),
        new DynamoAtomicWrites(connection));
  }
}
