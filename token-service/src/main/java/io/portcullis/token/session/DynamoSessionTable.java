package io.portcullis.token.session;

import static io.portcullis.token.dynamo.DynamoSchema.attribute;
import static io.portcullis.token.dynamo.DynamoSchema.key;

import io.portcullis.token.dynamo.DynamoConnection;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table of sessions, {@code <prefix>sessions}, and its index by user. */
final class DynamoSessionTable {
  static final String NAME = "sessions";
  static final String BY_USER = "by-user";

  private DynamoSessionTable() {}

  static CreateTableRequest definition(DynamoConnection dynamo) {
    return CreateTableRequest.builder()
        .tableName(dynamo.table(NAME))
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(
            attribute(DynamoSessionItem.SID, ScalarAttributeType.S),
            attribute(DynamoSessionItem.OWNER, ScalarAttributeType.S),
            attribute(DynamoSessionItem.SESSION_START, ScalarAttributeType.N))
        .keySchema(key(DynamoSessionItem.SID, KeyType.HASH))
        .globalSecondaryIndexes(
            GlobalSecondaryIndex.builder()
                .indexName(BY_USER)
                .keySchema(
                    key(DynamoSessionItem.OWNER, KeyType.HASH),
                    key(DynamoSessionItem.SESSION_START, KeyType.RANGE))
                // Keys only: whatever a rotation changes would cost an index write.
                .projection(Projection.builder().projectionType(ProjectionType.KEYS_ONLY).build())
                .build())
        .build();
  }
}
