package io.portcullis.token.session;

import static io.portcullis.token.session.DynamoSessionItem.bytes;
import static io.portcullis.token.session.DynamoSessionItem.number;
import static io.portcullis.token.session.DynamoSessionItem.text;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The one conditional write of a refresh, spelled for DynamoDB. */
final class DynamoRotation {
  private static final String CONDITION =
      "cur = :hash AND gen = :g AND #status = :active AND absExp > :now AND idleExp > :now"
          + " AND cid = :c";
  private static final String SLOT_IS_FREE =
      " AND (attribute_not_exists(#slot) OR #slot.#until < :now)";
  private static final String USE = "SET idleExp = :idle, lastSeen = :now";
  private static final String ROTATE = ", cur = :next, gen = :g1, #slot = :slot";

  private DynamoRotation() {}

  static UpdateItemRequest request(String table, RotationAttempt attempt) {
    boolean rotates = attempt.terms().rotates();
    return UpdateItemRequest.builder()
        .tableName(table)
        .key(Map.of(DynamoSessionItem.SID, text(attempt.presented().sid())))
        .conditionExpression(rotates ? CONDITION + SLOT_IS_FREE : CONDITION)
        .updateExpression(rotates ? USE + ROTATE : USE)
        .expressionAttributeNames(names(attempt))
        .expressionAttributeValues(values(attempt))
        .returnValues(ReturnValue.ALL_NEW)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .build();
  }

  private static Map<String, String> names(RotationAttempt attempt) {
    return attempt.terms().rotates()
        ? Map.of(
            "#status", DynamoSessionItem.STATUS,
            "#slot", DynamoSessionItem.slotName(attempt.presented().generation()),
            "#until", DynamoSessionItem.GRACE_ENDS)
        : Map.of("#status", DynamoSessionItem.STATUS);
  }

  private static Map<String, AttributeValue> values(RotationAttempt attempt) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":hash", bytes(attempt.presented().hash()));
    values.put(":g", number(attempt.presented().generation()));
    values.put(":active", text(DynamoSessionItem.ACTIVE));
    values.put(":now", number(attempt.nowMillis()));
    values.put(":c", text(attempt.terms().clientId()));
    values.put(":idle", number(attempt.idleExpiryMillis()));
    if (attempt.terms().rotates()) {
      values.put(":next", bytes(attempt.successor().hash()));
      values.put(":g1", number(attempt.successor().generation()));
      values.put(":slot", DynamoSessionItem.slot(attempt.slot()));
    }
    return values;
  }
}
