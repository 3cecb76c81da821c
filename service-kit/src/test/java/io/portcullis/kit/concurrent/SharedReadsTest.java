package io.portcullis.kit.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // what waits for itself waits for ever
final class SharedReadsTest {
  private final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SharedReads<String, Integer> reads = new SharedReads<>(this::read);

  @AfterEach
  void letGo() {
    held.countDown();
    threads.close();
  }

  @Test
  void whoAsksWhileARunningReadIsSlowGetsTheNextOneWithAllOthers() throws Exception {
    Future<Integer> first = ask("slow");
    await(() -> count("slow") == 1);
    List<Future<Integer>> later = new ArrayList<>();
    for (int i = 0; i < 63; i++) {
      later.add(ask("slow"));
    }
    await(() -> reads.callers("slow") == 64);

    held.countDown();
    assertThat(first.get()).isEqualTo(1);
    for (Future<Integer> one : later) {
      assertThat(one.get()).isEqualTo(2);
    }
    assertThat(reads.keys()).isZero();
  }

  @Test
  void keysDoNotWaitForEachOther() throws Exception {
    Future<Integer> waits = ask("slow");
    await(() -> count("slow") == 1);

    assertThat(ask("quick").get()).isEqualTo(1);
    assertThat(waits.isDone()).isFalse();
    assertThat(reads.keys()).isEqualTo(1);
  }

  @Test
  void aFailureIsEverybodysWhoSharedItAndTheNextReadIsAnother() {
    assertThatThrownBy(() -> reads.get("broken")).hasMessage("broken 1");
    assertThatThrownBy(() -> reads.get("broken")).hasMessage("broken 2");
    assertThat(reads.keys()).isZero();
  }

  private Integer read(String key) {
    int number = begun.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
    if (key.equals("broken")) {
      throw new IllegalStateException("broken " + number);
    }
    if (key.equals("slow")) {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return number;
  }

  private Future<Integer> ask(String key) {
    return threads.submit(() -> reads.get(key));
  }

  private int count(String key) {
    AtomicInteger count = begun.get(key);
    return count == null ? 0 : count.get();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    while (!condition.holds()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
