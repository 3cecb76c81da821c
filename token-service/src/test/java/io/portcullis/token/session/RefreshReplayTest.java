package io.portcullis.token.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.session.RotationResult.Replayed;
import io.portcullis.token.session.RotationResult.Reused;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What a repeated refresh leaves behind: nothing. */
class RefreshReplayTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private SessionBench bench;

  @BeforeEach
  void open() {
    bench = new SessionBench(DYNAMO.get(), SessionBench.keyLine("k1", 1));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void fapi20Section5321AReplayWritesNothing() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.rotated(first);
    Map<String, AttributeValue> before = item(first);
    for (int i = 0; i < 20; i++) {
      bench.clock.advance(Duration.ofMillis(100));
      assertThat(bench.rotate(first)).isInstanceOf(Replayed.class);
    }

    assertThat(item(first)).isEqualTo(before);
  }

  @Test
  void aReplayIsKnownByTheReadAlone() {
    RefreshToken first = bench.open("u1").refreshToken();
    assertThat(read(first)).isEmpty();
    RefreshToken second = bench.rotated(first);
    long writes = bench.faults.calls(UpdateItemRequest.class);
    assertThat(read(first)).contains(second);
    assertThat(read(second)).isEmpty();
    bench.clock.advance(SessionBench.GRACE.plusMillis(1));

    assertThat(read(first)).isEmpty();
    assertThat(bench.faults.calls(UpdateItemRequest.class)).isEqualTo(writes);
  }

  @Test
  void rfc9700Section4142ASessionIsOneItemOfFixedSizeHoweverOftenItRotates() {
    RefreshToken token = bench.open("u1").refreshToken();
    // Generations of two digits from here on.
    for (int i = 0; i < 15; i++) {
      token = bench.rotated(token);
      bench.clock.advance(SessionBench.GRACE.plusMillis(1));
    }
    int items = items();
    Map<String, AttributeValue> early = item(token);
    Set<Integer> sizes = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      RefreshToken next = bench.rotated(token);
      assertThat(bench.rotate(token)).isInstanceOf(Replayed.class);
      token = next;
      bench.clock.advance(SessionBench.GRACE.plusMillis(1));
      sizes.add(item(token).toString().length());
    }

    assertThat(items()).isEqualTo(items);
    assertThat(item(token).keySet()).isEqualTo(early.keySet());
    assertThat(sizes).hasSize(1);
  }

  @Test
  void fapi20Section5321AReplayNeverMakesTheGraceLonger() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.rotated(first);
    for (int i = 0; i < 10; i++) {
      bench.clock.advance(SessionBench.GRACE.dividedBy(10));
      assertThat(bench.rotate(first)).isInstanceOf(Replayed.class);
    }
    bench.clock.advance(Duration.ofMillis(1));

    assertThat(bench.rotate(first)).isInstanceOf(Reused.class);
  }

  private Optional<RefreshToken> read(RefreshToken token) {
    return bench.rotation.read(token.value(), SessionBench.APP, bench.clock.millis())
            instanceof PresentedToken.Genuine(_, Optional<RefreshToken> current)
        ? current
        : Optional.empty();
  }

  private int items() {
    return bench.connection().client().scan(scan -> scan.tableName("t-sessions")).count();
  }

  private Map<String, AttributeValue> item(RefreshToken token) {
    AttributeValue sid = AttributeValue.fromS(token.value().split("\\.", -1)[2]);
    return bench
        .connection()
        .client()
        .getItem(get -> get.tableName("t-sessions").key(Map.of("sid", sid)))
        .item();
  }
}
