package io.portcullis.kit.config;

import io.portcullis.kit.config.ConfigReader.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Follows a configuration file by reading it: so it sees every way in which its content can change,
 * also the link that Kubernetes exchanges for a ConfigMap and the rename of an editor, which a
 * watch on the file misses. Content counts once two polls in a row found the same, so that a file
 * that is just being written is not taken for what its author meant. For one thread.
 */
public final class ConfigFollower<C extends Record> {
  private final Class<C> type;
  private final Path file;
  private final Map<String, String> environment;
  private Content judged = new Content.Unread();
  private Content seen = new Content.Unread();

  /** What the file says, or why it cannot be read. */
  private sealed interface Content {
    record Unread() implements Content {}

    record Text(String text) implements Content {}

    record Unreadable(List<String> faults) implements Content {}
  }

  /** What a poll found. */
  public sealed interface Change<C extends Record> {
    /** Nothing that has not been told. */
    record None<C extends Record>() implements Change<C> {}

    /** The file says something else, and it is valid. */
    record Valid<C extends Record>(Reading<C> reading) implements Change<C> {}

    /** The file has become unreadable or invalid; told once. */
    record Invalid<C extends Record>(List<String> faults) implements Change<C> {}
  }

  /** Follows {@code file}, with {@code environment} laid over it at each reading. */
  public ConfigFollower(Class<C> type, Path file, Map<String, String> environment) {
    this.type = type;
    this.file = file;
    this.environment = Map.copyOf(environment);
  }

  /** Reads the file now; the polls to come tell what differs from this. */
  public Reading<C> read() throws ConfigException {
    String text = ConfigReader.readFile(file);
    judged = new Content.Text(text);
    seen = judged;
    return ConfigReader.parse(type, file.toString(), text, environment);
  }

  /** Looks at the file; what is new there is told by the second poll that finds it. */
  public Change<C> poll() {
    Content now = content();
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(judged)) {
      return new Change.None<>();
    }
    judged = now;
    return judge(now);
  }

  private Change<C> judge(Content content) {
    return switch (content) {
      case Content.Unread _ -> new Change.None<>();
      case Content.Unreadable(List<String> faults) -> new Change.Invalid<>(faults);
      case Content.Text(String text) -> parse(text);
    };
  }

  private Change<C> parse(String text) {
    try {
      return new Change.Valid<>(ConfigReader.parse(type, file.toString(), text, environment));
    } catch (ConfigException e) {
      return new Change.Invalid<>(e.faults());
    }
  }

  private Content content() {
    try {
      return new Content.Text(ConfigReader.readFile(file));
    } catch (ConfigException e) {
      return new Content.Unreadable(e.faults());
    }
  }
}
