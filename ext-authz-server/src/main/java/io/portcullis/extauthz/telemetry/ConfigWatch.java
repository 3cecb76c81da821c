package io.portcullis.extauthz.telemetry;

import io.portcullis.kit.telemetry.Metrics;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows which configuration is in force, and logs what becomes of each change of its file. */
public final class ConfigWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

  private final AtomicInteger generation = new AtomicInteger(1);
  private volatile boolean taken = true;
  private volatile int emergencies;

  /** Declares the metrics; the configuration of the start is the first generation. */
  public ConfigWatch(Metrics metrics) {
    metrics
        .gauge("portcullis_config_generation", "How often a configuration was put in force.")
        .observe(generation::get);
    metrics
        .gauge("portcullis_config_reload_success", "1 unless the last reload was refused.")
        .observe(() -> taken ? 1 : 0);
    metrics
        .gauge("portcullis_emergency_settings_active", "Emergency settings in force.")
        .observe(() -> emergencies);
  }

  /** The changed file is in force; {@code keys} are those in which it differs from the last one. */
  public void changed(List<String> keys) {
    taken = true;
    LOG.info(
        "configuration {} is in force; changed: {}",
        generation.incrementAndGet(),
        String.join(", ", keys));
  }

  /** The file is written differently, or repaired, and says what is in force already. */
  public void unchanged() {
    taken = true;
    LOG.info("the configuration file was read again; configuration {} stays in force", generation);
  }

  /** The file was refused; each fault is a sentence that names the key. */
  public void refused(List<String> faults) {
    taken = false;
    LOG.error(
        "the changed configuration file is refused, configuration {} stays in force: {}",
        generation,
        String.join("; ", faults));
  }

  /** These keys of the file in force differ from what the server was started with. */
  public void needRestart(List<String> keys) {
    LOG.warn("these keys take effect at the next start only: {}", String.join(", ", keys));
  }

  /** So many emergency settings are in force now. */
  public void emergencies(int active) {
    emergencies = active;
  }
}
