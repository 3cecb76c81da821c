package io.portcullis.token.revocation;

import static io.portcullis.token.dynamo.DynamoSchema.attribute;
import static io.portcullis.token.dynamo.DynamoSchema.key;

import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table {@code <prefix>revocations}. */
final class DynamoRevocationTable {
  private DynamoRevocationTable() {}

  static CreateTableRequest definition(String table) {
    return CreateTableRequest.builder()
        .tableName(table)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(
            attribute(DynamoRevocationItem.KEY, ScalarAttributeType.S),
            attribute(DynamoRevocationItem.SEQUENCE, ScalarAttributeType.N))
        .keySchema(
            key(DynamoRevocationItem.KEY, KeyType.HASH),
            key(DynamoRevocationItem.SEQUENCE, KeyType.RANGE))
        .build();
  }
}
