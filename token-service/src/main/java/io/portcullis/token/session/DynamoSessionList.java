package io.portcullis.token.session;

import static io.portcullis.token.session.DynamoSessionItem.number;
import static io.portcullis.token.session.DynamoSessionItem.text;

import io.portcullis.token.dynamo.DynamoConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;

/**
 * The sids of a user's sessions that count towards a limit, oldest first, in one item of the table
 * of sessions. No session id looks like its key.
 *
 * @param version of the item; 0 before it is written
 */
record DynamoSessionList(String key, long version, List<String> sids) {
  private static final String SIDS = "sids";
  private static final String VERSION = "version";

  static String keyOf(String tenant, String userId) {
    return "user:" + DynamoSessionItem.owner(tenant, userId);
  }

  static DynamoSessionList read(String key, Optional<Map<String, AttributeValue>> item) {
    return item.map(found ->
            new DynamoSessionList(
                key,
                Long.parseLong(found.getOrDefault(VERSION, number(0)).n()),
                found.getOrDefault(SIDS, AttributeValue.fromL(List.of())).l().stream()
                    .map(AttributeValue::s)
                    .toList()))
        .orElseGet(() -> new DynamoSessionList(key, 0, List.of()));
  }

  /**
   * The write that makes these and a new one the user's, unless the list has changed meanwhile.
   *
   * @param ttl that of the new session, the longest of all
   */
  Put with(List<String> kept, String newSid, AttributeValue ttl, String table) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(DynamoSessionItem.SID, text(key));
    item.put(VERSION, number(version + 1));
    item.put(
        SIDS,
        AttributeValue.fromL(
            Stream.concat(kept.stream(), Stream.of(newSid)).map(AttributeValue::fromS).toList()));
    item.put(DynamoConnection.TTL, ttl);
    return version == 0
        ? Put.builder()
            .tableName(table)
            .item(item)
            .conditionExpression("attribute_not_exists(sid)")
            .build()
        : Put.builder()
            .tableName(table)
            .item(item)
            .conditionExpression("version = :v")
            .expressionAttributeValues(Map.of(":v", number(version)))
            .build();
  }
}
