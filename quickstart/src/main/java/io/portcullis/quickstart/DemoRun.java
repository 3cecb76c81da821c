package io.portcullis.quickstart;

import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.system.Parts;
import io.portcullis.quickstart.system.PortCheck;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.Ports;
import io.portcullis.quickstart.system.PrivateFolder;
import io.portcullis.quickstart.system.SystemPlan;
import io.portcullis.quickstart.walk.Walk;
import io.portcullis.testkit.FixtureException;
import io.portcullis.testkit.Repository;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** One demo: look at the ports, start, walk, publish the addresses, wait, stop. */
final class DemoRun {
  private static final String ENVIRONMENT = "demo.env";

  private final PrintStream out;
  private final PrintStream err;

  DemoRun(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs; returns the exit status. Without {@code once} it returns only if something failed. */
  int run(boolean once) throws InterruptedException {
    Optional<String> taken = PortCheck.firstTaken(Ports.demo().byUse());
    if (taken.isPresent()) {
      return failed(taken.get());
    }
    Path folder = Repository.root().resolve("target/demo");
    new PrivateFolder(folder).removeStale(ENVIRONMENT);
    Parts parts = new Parts(out);
    try (CleanExit _ = CleanExit.of(parts, once, out)) {
      return startAndWalk(
          new SystemPlan(Ports.demo(), folder, SystemPlan.DEMO_POLICIES), parts, once);
    } catch (FixtureException broken) {
      return Thread.currentThread().isInterrupted()
          ? 1
          : failed(String.valueOf(broken.getMessage()));
    }
  }

  private int startAndWalk(SystemPlan plan, Parts parts, boolean once) throws InterruptedException {
    out.println("Starting the system on loopback:");
    PortcullisSystem system = PortcullisSystem.start(plan, parts);
    out.println("The main job:");
    try (HttpCaller http = new HttpCaller()) {
      Optional<String> failed = new Walk(DemoScene.of(system, http), out).run();
      return failed.isPresent()
          ? failed("the step '" + failed.get() + "' failed")
          : remain(system, parts, once);
    }
  }

  private int remain(PortcullisSystem system, Parts parts, boolean once)
      throws InterruptedException {
    PrivateFolder folder = parts.keep(ENVIRONMENT, new PrivateFolder(system.plan().folder()));
    Path environment = folder.write(ENVIRONMENT, DemoEnvironment.render(system));
    if (once) {
      out.println("Every step did what it promises.");
      return 0;
    }
    out.print(DemoEnvironment.addresses(system.plan().ports(), environment));
    out.flush();
    // Ctrl-C ends the JVM; the shutdown hook of CleanExit does the rest.
    new CountDownLatch(1).await();
    return 0;
  }

  private int failed(String sentence) {
    err.println("make demo: " + sentence);
    return 1;
  }
}
