package io.portcullis.token.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.revocation.RevocationPublisher.Append;
import java.net.URI;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisRevocationPublisherTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final String SHARD = "3";
  private RedisConnections redis;
  private RedisRevocationPublisher publisher;

  @BeforeEach
  void open() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
    redis =
        new RedisConnections(
            RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
            new SecureRandom());
    publisher = new RedisRevocationPublisher(redis, RelayBench.KEYS);
  }

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void anEmptyStreamTakesOnlyLow() throws PublisherException {
    assertThat(append(100, 5, 4)).isEqualTo(Append.REFUSED);
    assertThat(append(100, 3, 4)).isEqualTo(Append.REFUSED);
    assertThat(append(100, 4, 4)).isEqualTo(Append.APPENDED);
    assertThat(publisher.state(SHARD)).isEqualTo(new StreamState(100, 4, 1, 100, 4, true));
  }

  @Test
  void nothingIsAppendedOverAHole() throws PublisherException {
    append(100, 1, 1);
    assertThat(append(100, 3, 1)).isEqualTo(Append.REFUSED);
    assertThat(append(100, 3, 3)).isEqualTo(Append.REFUSED);
    assertThat(append(100, 2, 1)).isEqualTo(Append.APPENDED);
    assertThat(append(100, 3, 1)).isEqualTo(Append.APPENDED);
  }

  @Test
  void appendingAgainChangesNothing() throws PublisherException {
    append(100, 1, 1);
    append(100, 2, 1);
    assertThat(append(100, 1, 1)).isEqualTo(Append.PRESENT);
    assertThat(append(100, 2, 2)).isEqualTo(Append.PRESENT);
    assertThat(publisher.state(SHARD).length()).isEqualTo(2);
  }

  @Test
  void aLaterEpochReplacesTheStreamOnlyFromLow() throws PublisherException {
    append(100, 1, 1);
    assertThat(append(200, 2, 1)).isEqualTo(Append.REFUSED);
    assertThat(publisher.state(SHARD).epoch()).isEqualTo(100);
    assertThat(append(200, 1, 1)).isEqualTo(Append.APPENDED);
    assertThat(publisher.state(SHARD)).isEqualTo(new StreamState(200, 1, 1, 200, 1, true));
    assertThat(append(100, 2, 1)).isEqualTo(Append.NEWER_EPOCH);
  }

  @Test
  void trimmingKeepsTheTopEvenOfAnEmptiedStream() throws PublisherException {
    for (int i = 1; i <= 5; i++) {
      append(100, i, 1);
    }
    publisher.trim(SHARD, 100, 3);
    assertThat(publisher.state(SHARD)).isEqualTo(new StreamState(100, 5, 3, 100, 3, true));
    publisher.trim(SHARD, 100, 6);
    assertThat(publisher.state(SHARD)).isEqualTo(new StreamState(100, 5, 0, 0, 0, true));
    assertThat(append(100, 6, 6)).isEqualTo(Append.APPENDED);
  }

  @Test
  void resetsOnlyWhatWasSeen() throws PublisherException {
    append(100, 1, 1);
    StreamState seen = publisher.state(SHARD);
    append(100, 2, 1);
    publisher.reset(SHARD, seen);
    assertThat(publisher.state(SHARD).top()).isEqualTo(2);
    publisher.reset(SHARD, publisher.state(SHARD));
    assertThat(publisher.state(SHARD)).isEqualTo(StreamState.NONE);
  }

  private Append append(long epoch, long sequence, long low) throws PublisherException {
    return publisher.append(
        new StoredItem(SHARD, epoch, sequence, ByteString.copyFromUtf8("item"), 0), low);
  }
}
