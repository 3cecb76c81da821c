package io.portcullis.testkit;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * One fixture for all tests of a class; prints its logs when a test fails.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SharedFixture<RedisClusterFixture> REDIS =
 *     SharedFixture.of(RedisClusterFixture::start);
 * }</pre>
 */
public final class SharedFixture<T extends Fixture>
    implements BeforeAllCallback, AfterAllCallback, TestWatcher {
  private final Callable<T> starter;
  private volatile @Nullable T started;

  private SharedFixture(Callable<T> starter) {
    this.starter = starter;
  }

  public static <T extends Fixture> SharedFixture<T> of(Callable<T> starter) {
    return new SharedFixture<>(starter);
  }

  public T get() {
    return Optional.ofNullable(started)
        .orElseThrow(
            () -> new IllegalStateException("register this field by @RegisterExtension, static"));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    started = starter.call();
  }

  @Override
  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    System.out.println(
        context.getDisplayName() + " failed; its fixture wrote:\n" + get().logTail());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    T fixture = started;
    if (fixture != null) {
      fixture.close();
    }
  }
}
