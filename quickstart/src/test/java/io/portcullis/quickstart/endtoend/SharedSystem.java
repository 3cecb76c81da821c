package io.portcullis.quickstart.endtoend;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * One system for all classes that ask for the same policies, stopped after the last class; each
 * test leaves it as whole as it found it. Prints its logs when a test fails.
 */
final class SharedSystem implements BeforeAllCallback, TestWatcher {
  private static final Namespace NAMESPACE = Namespace.create(SharedSystem.class);

  private final String policies;
  private volatile @Nullable SystemFixture started;

  private SharedSystem(String policies) {
    this.policies = policies;
  }

  static SharedSystem with(String policies) {
    return new SharedSystem(policies);
  }

  SystemFixture get() {
    return Optional.ofNullable(started)
        .orElseThrow(() -> new IllegalStateException("register this field by @RegisterExtension"));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // The root's store closes what it holds when all tests have run.
    started =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(policies, SystemFixture::start, SystemFixture.class);
  }

  @Override
  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    System.out.println(context.getDisplayName() + " failed; the system wrote:\n" + get().logTail());
  }
}
