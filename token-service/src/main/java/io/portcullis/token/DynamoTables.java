package io.portcullis.token;

import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.token.config.DynamoDbConfig;
import io.portcullis.token.dynamo.DynamoConnection;
import java.net.URI;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Whether the tables are there, said in one sentence for the operator where they are not. */
final class DynamoTables {
  /** The very first call loads the whole client library: on a busy machine that takes seconds. */
  private static final int TRIES = 5;

  private final DynamoConnection connection;
  private final DynamoDbConfig config;

  DynamoTables(DynamoConnection connection, DynamoDbConfig config) {
    this.connection = connection;
    this.config = config;
  }

  void create(Runnable... tables) throws StartupException {
    for (Runnable table : tables) {
      patiently(table);
    }
  }

  void check(String... names) throws StartupException {
    for (String name : names) {
      String table = connection.table(name);
      patiently(() -> connection.client().describeTable(describe -> describe.tableName(table)));
    }
  }

  private void patiently(Runnable call) throws StartupException {
    for (int tried = 1; ; tried++) {
      try {
        call.run();
        return;
      } catch (ResourceNotFoundException e) {
        throw new StartupException(
            "DynamoDB lacks tables with the prefix '"
                + config.tablePrefix()
                + "'; create them, or start once with --create-tables where that is allowed",
            e);
      } catch (ApiCallTimeoutException e) {
        if (tried == TRIES) {
          throw unusable(e);
        }
      } catch (SdkException e) {
        throw unusable(e);
      }
    }
  }

  private StartupException unusable(SdkException e) {
    URI endpoint = config.endpoint();
    String where = endpoint == null ? "in region " + config.region() : "at " + endpoint;
    return new StartupException(
        "DynamoDB cannot be used " + where + ": " + firstLine(String.valueOf(e.getMessage())), e);
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
