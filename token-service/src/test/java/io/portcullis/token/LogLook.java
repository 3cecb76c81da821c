package io.portcullis.token;

import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.token.dynamo.DynamoConnection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What stands in the revocation log. */
final class LogLook {
  private static final String PAYLOAD = "p";

  private LogLook() {}

  /** How often this was revoked. */
  static long entries(DynamoConnection connection, String id) {
    return connection
        .client()
        .scanPaginator(scan -> scan.tableName(connection.table("revocations")).consistentRead(true))
        .items()
        .stream()
        .filter(item -> Objects.requireNonNull(item.get("k")).s().startsWith("log#"))
        .flatMap(LogLook::ids)
        .filter(id::equals)
        .count();
  }

  private static Stream<String> ids(Map<String, AttributeValue> item) {
    try {
      return LogItem.parseFrom(payload(item)).getRevocationsList().stream()
          .map(revocation -> revocation.getId());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] payload(Map<String, AttributeValue> item) {
    AttributeValue payload = item.get(PAYLOAD);
    return payload == null ? new byte[0] : payload.b().asByteArray();
  }
}
