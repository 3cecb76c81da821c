package io.portcullis.kit.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Option;

final class ServiceMainTest {
  record Settings(HostPort listen) {
    Settings {
      listen = ConfigCheck.or(listen, HostPort.parse("127.0.0.1:1"));
    }
  }

  private static final class Probe implements Service<Settings> {
    @Option(names = "--once")
    private boolean once;

    private final List<String> events = new ArrayList<>();

    @Override
    public String name() {
      return "probe";
    }

    @Override
    public Class<Settings> configType() {
      return Settings.class;
    }

    @Override
    public boolean start(Settings config, Lifecycle lifecycle) throws StartupException {
      lifecycle.onClose("part", java.time.Duration.ofSeconds(1), () -> events.add("stopped"));
      events.add("started on " + config.listen());
      if (!once) {
        throw new StartupException("the port is in use");
      }
      return false;
    }
  }

  @TempDir private Path directory = Path.of("");
  private final Probe service = new Probe();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config = Path.of("");

  @BeforeEach
  void writeConfiguration() throws Exception {
    config = Files.writeString(directory.resolve("c.yaml"), "listen: 127.0.0.1:2\n");
  }

  @Test
  void startsWithItsOwnOptions() {
    assertThat(run("--config", config.toString(), "--once")).isZero();
    assertThat(service.events).containsExactly("started on 127.0.0.1:2", "stopped");
  }

  @Test
  void checksTheConfigurationWithoutStarting() {
    assertThat(run("--config", config.toString(), "--check-config")).isZero();
    assertThat(out).hasToString(config + ": the configuration is valid" + System.lineSeparator());
    assertThat(service.events).isEmpty();
  }

  @Test
  void printsFaultsAndExitsWithTwo() throws Exception {
    Files.writeString(config, "listen: nowhere\nlisten2: x\n");
    assertThat(run("--config", config.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            config
                + ":1: listen: 'nowhere' is not an address; write it like 127.0.0.1:9080 or"
                + " [::1]:9080",
            config + ":2: listen2: unknown key 'listen2'; did you mean 'listen'?");
  }

  @Test
  void printsOneSentenceAndExitsWithOneWhenItCannotStart() {
    assertThat(run("--config", config.toString())).isEqualTo(1);
    assertThat(err).hasToString("probe: the port is in use" + System.lineSeparator());
    assertThat(service.events).contains("stopped");
  }

  @Test
  void saysHowItIsUsed() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("--config=FILE", "--check-config", "--once");
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("Portcullis");
  }

  @Test
  void startsAServiceWithoutOptionsOfItsOwn() {
    Service<Settings> bare =
        new Service<>() {
          @Override
          public String name() {
            return "bare";
          }

          @Override
          public Class<Settings> configType() {
            return Settings.class;
          }

          @Override
          public boolean start(Settings read, Lifecycle lifecycle) {
            return false;
          }
        };
    assertThat(new ServiceMain<>(bare, Map.of()).execute("--config", config.toString())).isZero();
  }

  private int run(String... arguments) {
    CommandLine commandLine = new ServiceMain<>(service, Map.of()).commandLine();
    return commandLine
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
