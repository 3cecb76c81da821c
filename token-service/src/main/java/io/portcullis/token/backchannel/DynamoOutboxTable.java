package io.portcullis.token.backchannel;

import static io.portcullis.token.dynamo.DynamoSchema.attribute;
import static io.portcullis.token.dynamo.DynamoSchema.key;

import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The table {@code <prefix>outbox}: in each queue by age, and by an index of its own by due time. A
 * local index can be read strongly, so nothing that is due is overlooked.
 */
final class DynamoOutboxTable {
  static final String NAME = "outbox";
  static final String BY_DUE_TIME = "by-due-time";

  private DynamoOutboxTable() {}

  static CreateTableRequest definition(String table) {
    return CreateTableRequest.builder()
        .tableName(table)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(
            attribute(DynamoOutboxItem.QUEUE, ScalarAttributeType.S),
            attribute(DynamoOutboxItem.ID, ScalarAttributeType.S),
            attribute(DynamoOutboxItem.DUE, ScalarAttributeType.N))
        .keySchema(
            key(DynamoOutboxItem.QUEUE, KeyType.HASH), key(DynamoOutboxItem.ID, KeyType.RANGE))
        .localSecondaryIndexes(
            LocalSecondaryIndex.builder()
                .indexName(BY_DUE_TIME)
                .keySchema(
                    key(DynamoOutboxItem.QUEUE, KeyType.HASH),
                    key(DynamoOutboxItem.DUE, KeyType.RANGE))
                .projection(Projection.builder().projectionType(ProjectionType.ALL).build())
                .build())
        .build();
  }
}
