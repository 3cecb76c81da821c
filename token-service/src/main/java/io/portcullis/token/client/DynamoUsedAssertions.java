package io.portcullis.token.client;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Used assertions in the accounts table: one conditional put each, tidied by TTL. */
public final class DynamoUsedAssertions implements UsedAssertions {
  private static final String USE = "use";

  private final DynamoConnection connection;
  private final InstantSource clock;
  private final String table;

  public DynamoUsedAssertions(DynamoConnection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
    this.table = connection.table("accounts");
  }

  @Override
  public boolean use(String clientId, String jti, Instant expiry) {
    AttributeValue use = AttributeValue.fromS(connection.newId());
    try {
      connection
          .client()
          .putItem(put ->
              put.tableName(table)
                  .item(
                      Map.of(
                          "pk",
                          key(clientId, jti),
                          USE,
                          use,
                          "exp",
                          number(expiry.toEpochMilli()),
                          DynamoConnection.TTL,
                          number(expiry.getEpochSecond())))
                  // TTL deletes late: an id is free again once its assertion is over.
                  .conditionExpression("attribute_not_exists(pk) OR exp < :now")
                  .expressionAttributeValues(Map.of(":now", number(clock.millis())))
                  .returnValuesOnConditionCheckFailure(
                      ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return true;
    } catch (ConditionalCheckFailedException e) {
      // The library repeats a put whose answer was lost, and the repeat finds its own item.
      return e.hasItem() && use.equals(e.item().get(USE));
    } catch (SdkException e) {
      throw new StorageUnavailableException("the accounts table does not answer", e);
    }
  }

  // Length first, so that no choice of names makes two clients one.
  private static AttributeValue key(String clientId, String jti) {
    return AttributeValue.fromS("assertion#" + clientId.length() + ":" + clientId + "#" + jti);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
