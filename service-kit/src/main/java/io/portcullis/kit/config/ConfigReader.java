package io.portcullis.kit.config;

import io.portcullis.kit.config.ConfigNode.Branch;
import io.portcullis.kit.config.ConfigNode.Origin;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree of records from a YAML file and its environment twins. YAML keys in snake_case are
 * record components in camelCase.
 *
 * <p>The pattern: a missing key arrives as null in the compact constructor, which puts the default
 * by {@link ConfigCheck#or} and refuses by throwing {@link ConfigFault} (mostly by way of {@link
 * ConfigCheck}). A component that is still null is reported as required, unless it is declared
 * {@code @Nullable}. A missing component that is itself a record is made of its own defaults.
 * Components are references ({@code Integer}, not {@code int}).
 */
public final class ConfigReader {
  private static final long MAX_BYTES = 1024 * 1024;

  private ConfigReader() {}

  /**
   * What was read.
   *
   * @param warnings sentences about variables that name no key
   */
  public record Reading<T>(T config, List<String> warnings) {}

  /** Reads a file, without the warnings. See {@link #readWithWarnings}. */
  public static <T extends Record> T read(Class<T> type, Path yaml, Map<String, String> environment)
      throws ConfigException {
    return readWithWarnings(type, yaml, environment).config();
  }

  /**
   * Reads a file of at most 1 MiB and lays the environment over it.
   *
   * @throws ConfigException with every fault that was found
   */
  public static <T extends Record> Reading<T> readWithWarnings(
      Class<T> type, Path yaml, Map<String, String> environment) throws ConfigException {
    return parse(type, yaml.toString(), readFile(yaml), environment);
  }

  /** As {@link #readWithWarnings}, from text; {@code name} stands for the file in faults. */
  public static <T extends Record> Reading<T> parse(
      Class<T> type, String name, String text, Map<String, String> environment)
      throws ConfigException {
    Faults faults = new Faults();
    Branch root = YamlTree.parse(name, text, faults);
    List<String> warnings = EnvironmentOverlay.apply(type, root, environment);
    @Nullable Object config = new RecordBinder(faults).bindRecord(type, root, "");
    faults.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("no fault and no configuration");
    }
    return new Reading<>(type.cast(config), warnings);
  }

  static String readFile(Path yaml) throws ConfigException {
    try {
      if (Files.isDirectory(yaml)) {
        throw unreadable(yaml, "is a directory, not a configuration file");
      }
      if (Files.size(yaml) > MAX_BYTES) {
        throw unreadable(yaml, "is larger than 1 MiB");
      }
      return Files.readString(yaml);
    } catch (NoSuchFileException e) {
      throw unreadable(yaml, "the configuration file does not exist");
    } catch (AccessDeniedException e) {
      throw unreadable(yaml, "may not be read by this user");
    } catch (CharacterCodingException e) {
      throw unreadable(yaml, "is not UTF-8 text");
    } catch (IOException e) {
      throw unreadable(yaml, "cannot be read");
    }
  }

  private static ConfigException unreadable(Path yaml, String sentence) {
    return new ConfigException(List.of(new Origin(yaml.toString(), 0) + ": " + sentence));
  }
}
