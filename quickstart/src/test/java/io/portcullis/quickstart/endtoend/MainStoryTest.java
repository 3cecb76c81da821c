package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.DemoScene;
import io.portcullis.quickstart.system.SystemPlan;
import io.portcullis.quickstart.walk.Walk;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The very steps of {@code make demo}, on free ports. */
final class MainStoryTest {
  @RegisterExtension static final SharedSystem SYSTEM = SharedSystem.with(SystemPlan.DEMO_POLICIES);

  @TestFactory
  Stream<DynamicTest> everyStepDoesWhatItPromises() {
    SystemFixture fixture = SYSTEM.get();
    return Walk.steps(DemoScene.of(fixture.system(), fixture.http())).stream()
        .map(step -> DynamicTest.dynamicTest(step.name(), () -> step.action().run()));
  }
}
