package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.portcullis.proto.revocation.RevocationKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One blocking {@code XREAD} over both streams of a shard: a written entry wakes it within a
 * fraction of a millisecond. Redis answers from one moment, so a heartbeat never comes with less of
 * the log than was there.
 */
final class RedisShardStreams implements ShardStreams {
  private static final Duration BLOCK = Duration.ofMillis(250);
  private static final byte[] NOTHING = {};
  private static final byte[] PAYLOAD = RevocationKeys.FIELD_PAYLOAD.getBytes(US_ASCII);
  private static final byte[] MAC_KEY_ID = RevocationKeys.FIELD_MAC_KEY_ID.getBytes(US_ASCII);
  private static final byte[] MAC = RevocationKeys.FIELD_MAC.getBytes(US_ASCII);

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final byte[] log;
  private final byte[] heartbeats;

  RedisShardStreams(StatefulRedisConnection<byte[], byte[]> connection, String shard) {
    this.connection = connection;
    this.log = RevocationKeys.log(shard).getBytes(US_ASCII);
    this.heartbeats = RevocationKeys.heartbeatStream(shard).getBytes(US_ASCII);
  }

  @Override
  @SuppressWarnings("unchecked") // Lettuce's generic varargs: the array is only read
  public StreamBatch read(String afterItem, String afterHeartbeat) throws IOException {
    try {
      return batch(
          connection
              .sync()
              .xread(
                  XReadArgs.Builder.block(BLOCK).count(BATCH),
                  StreamOffset.from(log, afterItem),
                  StreamOffset.from(heartbeats, afterHeartbeat)));
    } catch (RedisException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  private StreamBatch batch(List<StreamMessage<byte[], byte[]>> messages) {
    List<StreamEntry> items = new ArrayList<>();
    List<StreamEntry> beats = new ArrayList<>();
    for (StreamMessage<byte[], byte[]> message : messages) {
      StreamEntry entry = new StreamEntry(message.getId(), sealed(message.getBody()));
      (Arrays.equals(message.getStream(), log) ? items : beats).add(entry);
    }
    return new StreamBatch(items, beats);
  }

  private static SealedMessage sealed(Map<byte[], byte[]> fields) {
    return new SealedMessage(
        field(fields, PAYLOAD),
        new String(field(fields, MAC_KEY_ID), US_ASCII),
        field(fields, MAC));
  }

  /** Arrays have no value equality, and there are three. What is absent has no valid seal. */
  private static byte[] field(Map<byte[], byte[]> fields, byte[] name) {
    for (Map.Entry<byte[], byte[]> field : fields.entrySet()) {
      if (Arrays.equals(field.getKey(), name)) {
        return field.getValue();
      }
    }
    return NOTHING;
  }
}
