package io.portcullis.extauthz;

import io.portcullis.extauthz.config.EmergencyConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.telemetry.ConfigWatch;
import io.portcullis.kit.config.ConfigDifference;
import io.portcullis.kit.config.ConfigFollower.Change;
import io.portcullis.kit.config.ConfigReader.Reading;
import io.portcullis.kit.lifecycle.StartupException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what has changed in the configuration file, and ends emergency settings whose time has
 * come. A file that is refused, for whatever reason, leaves everything as it was.
 */
final class ReloadLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadLoop.class);

  private final Surroundings around;
  private final Enforcement enforcement;
  private final ConfigWatch watch;
  private final ServerConfig started;
  private final Thread thread = Thread.ofPlatform().daemon().name("reload").unstarted(this::run);

  private ServerConfig config;
  private Emergencies emergencies = Emergencies.NONE;

  /** {@code started} and {@code emergencies} are in force already. */
  ReloadLoop(
      Surroundings around,
      Enforcement enforcement,
      ConfigWatch watch,
      ServerConfig started,
      Emergencies emergencies) {
    this.around = around;
    this.enforcement = enforcement;
    this.watch = watch;
    this.started = started;
    this.config = started;
    tellIgnored(started.emergency(), around.clock().instant());
    tell(emergencies);
  }

  void start() {
    thread.start();
  }

  /** No configuration is put in force after this. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(around.poll());
        safeTick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A fault of our own, or no memory or thread to be had, must not end the reloading: nobody would
   * start it again, and a policy left open for a moment would stay open.
   */
  private void safeTick() throws InterruptedException {
    try {
      tick();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("a reload failed; this is a bug", e);
      watch.refused(List.of("internal fault"));
    }
  }

  private void tick() throws InterruptedException {
    switch (around.changes().get()) {
      case Change.None<ServerConfig> _ -> reconsiderEmergencies();
      case Change.Invalid<ServerConfig>(List<String> faults) -> {
        watch.refused(faults);
        reconsiderEmergencies();
      }
      case Change.Valid<ServerConfig>(Reading<ServerConfig> reading) -> take(reading.config());
    }
  }

  private void take(ServerConfig next) throws InterruptedException {
    Instant now = around.clock().instant();
    try {
      Emergencies.refuseTooLong(now, next.emergency());
      put(next, now);
    } catch (StartupException e) {
      watch.refused(List.of(String.valueOf(e.getMessage())));
      reconsiderEmergencies();
    }
  }

  private void put(ServerConfig next, Instant now) throws StartupException, InterruptedException {
    Emergencies then = Emergencies.at(now, next.emergency());
    if (next.equals(config)) {
      watch.unchanged();
      reconsiderEmergencies();
      return;
    }
    enforcement.put(next, then);
    watch.changed(ConfigDifference.between(config, next));
    List<String> restart = started.needingRestart(next);
    if (!restart.isEmpty()) {
      watch.needRestart(restart);
    }
    List<String> known = config.warnings();
    next.warnings().stream().filter(warning -> !known.contains(warning)).forEach(LOG::warn);
    config = next;
    tellIgnored(next.emergency(), now);
    tell(then);
  }

  private void reconsiderEmergencies() throws InterruptedException {
    Emergencies now = Emergencies.at(around.clock().instant(), config.emergency());
    if (now.equals(emergencies)) {
      return;
    }
    try {
      enforcement.put(config, now);
      tell(now);
    } catch (StartupException e) {
      LOG.error("an emergency setting could not be ended: {}", e.getMessage());
    }
  }

  private void tell(Emergencies now) {
    List<EmergencyConfig> before = emergencies.active();
    now.active().stream()
        .filter(setting -> !before.contains(setting))
        .forEach(setting -> LOG.warn("emergency until {}: {}", setting.until(), setting.inWords()));
    before.stream()
        .filter(setting -> !now.active().contains(setting))
        .forEach(setting ->
            LOG.warn("emergency of until {} has ended: {}", setting.until(), setting.inWords()));
    emergencies = now;
    watch.emergencies(now.active().size());
  }

  private static void tellIgnored(List<EmergencyConfig> settings, Instant now) {
    List<EmergencyConfig> active = Emergencies.at(now, settings).active();
    settings.stream()
        .filter(setting -> !active.contains(setting))
        .forEach(setting ->
            LOG.info(
                "emergency until {} is over and ignored: {}", setting.until(), setting.inWords()));
  }
}
