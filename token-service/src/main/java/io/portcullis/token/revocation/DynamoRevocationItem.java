package io.portcullis.token.revocation;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Keys and attributes of the table {@code <prefix>revocations}. */
final class DynamoRevocationItem {
  static final String TABLE = "revocations";
  static final String KEY = "k";
  static final String SEQUENCE = "n";

  static final String EPOCH = "epoch";
  static final String HEAD = "head";
  static final String SHARDS = "shards";
  static final String MAX_TOKEN_LIFE = "maxLife";
  static final String HASH = "hash";

  /** Counts the changes of the layout. */
  static final String REVISION = "rev";

  static final String FORMER_TOKEN_LIFE = "formerLife";
  static final String ACCEPTED_FROM = "acceptedFrom";

  static final String PAYLOAD = "p";
  static final String EXPIRES_AT = "exp";
  static final String COMMIT = "cmt";

  /** T of a cutoff, or when a key or a token was revoked; Unix milliseconds. */
  static final String STANDING_SINCE = "t";

  private DynamoRevocationItem() {}

  static Map<String, AttributeValue> headKey(String home, String shard) {
    return key("head#" + home + "#" + shard, 0);
  }

  static String logKey(String home, long epoch, String shard) {
    return "log#" + home + "#" + epoch + "#" + shard;
  }

  static Map<String, AttributeValue> itemKey(String home, long epoch, String shard, long sequence) {
    return key(logKey(home, epoch, shard), sequence);
  }

  /** Of the newest heartbeats of a home, for other regions to copy. */
  static String heartbeatsKey(String home) {
    return "beat#" + home;
  }

  /** The control shard's comes first. */
  static Map<String, AttributeValue> heartbeatKey(String home, String shard) {
    return key(
        heartbeatsKey(home),
        shard.equals(RevocationKeys.CONTROL_SHARD) ? 0 : 1 + Long.parseLong(shard));
  }

  /** Key of the item that a cutoff, a revoked key or a revoked token of ours leaves. */
  static Map<String, AttributeValue> standingKey(RevocationRequest request) {
    String tenant = request.type() == RevocationType.USER ? request.tenant() : "";
    return key(request.type() + "#" + part(request.issuer()) + part(tenant) + request.id(), 0);
  }

  /** What a head says about the whole log. */
  static LogLayout layout(Map<String, AttributeValue> head) {
    return new LogLayout(
        number(head, EPOCH),
        number(head, REVISION),
        Math.toIntExact(number(head, SHARDS)),
        number(head, MAX_TOKEN_LIFE),
        number(head, FORMER_TOKEN_LIFE),
        number(head, ACCEPTED_FROM));
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue bytes(ByteString value) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(value.toByteArray()));
  }

  static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(value(item, name).n());
  }

  static String text(Map<String, AttributeValue> item, String name) {
    return value(item, name).s();
  }

  static ByteString bytes(Map<String, AttributeValue> item, String name) {
    return ByteString.copyFrom(value(item, name).b().asByteArray());
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("revocation item lacks " + name);
    }
    return value;
  }

  private static Map<String, AttributeValue> key(String key, long sequence) {
    return Map.of(KEY, text(key), SEQUENCE, number(sequence));
  }

  // Length first, so that no choice of names makes two keys one.
  private static String part(String value) {
    return value.length() + ":" + value + "#";
  }
}
