package io.portcullis.kit.config;

import io.portcullis.kit.config.ConfigNode.Branch;
import io.portcullis.kit.config.ConfigNode.Items;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds a server's {@code reference.yaml} and its JSON Schema against its records, for a test. The
 * file gives each key once with its default, except that a key without a default is written as a
 * comment of the form {@code # key: example}.
 */
public final class ConfigAgreement {
  private static final Pattern COMMENTED = Pattern.compile("(?m)^\\s*(?:- )?# ?([a-z_]+):");

  private final Class<? extends Record> type;
  private final List<String> disagreements = new ArrayList<>();

  private ConfigAgreement(Class<? extends Record> type) {
    this.type = type;
  }

  /**
   * Compares both ways.
   *
   * @param reference the text of {@code reference.yaml}
   * @param schema the text of the schema file
   * @param title the title the schema was made with
   * @return a sentence for each disagreement; none if all agree
   */
  public static List<String> disagreements(
      Class<? extends Record> type, String reference, String schema, String title) {
    ConfigAgreement agreement = new ConfigAgreement(type);
    agreement.compareReference(reference);
    if (!schema.equals(ConfigSchema.of(type, title))) {
      agreement.disagreements.add("the schema file is not what ConfigSchema.of makes");
    }
    return List.copyOf(agreement.disagreements);
  }

  private void compareReference(String reference) {
    try {
      ConfigReader.parse(type, "reference.yaml", reference, Map.of());
      Branch root = YamlTree.parse("reference.yaml", reference, new Faults());
      List<String> commented = new ArrayList<>();
      Matcher matcher = COMMENTED.matcher(reference);
      while (matcher.find()) {
        commented.add(matcher.group(1));
      }
      findMissing(type, root, "", commented);
    } catch (ConfigException e) {
      disagreements.addAll(e.faults());
    }
  }

  private void findMissing(
      Type shape, @Nullable ConfigNode node, String path, List<String> commented) {
    if (shape instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      findMissing(arguments[arguments.length - 1], first(node), path + "[]", commented);
      return;
    }
    Class<?> raw = (Class<?>) shape;
    if (raw.isRecord() && !RecordShape.isValue(raw)) {
      for (RecordComponent component : RecordShape.of(raw).components()) {
        findMissingKey(component, node, path, commented);
      }
    }
  }

  private void findMissingKey(
      RecordComponent component, @Nullable ConfigNode node, String path, List<String> commented) {
    String key = RecordShape.keyOf(component);
    ConfigNode child = node instanceof Branch branch ? branch.entries().get(key) : null;
    if (child != null) {
      findMissing(component.getGenericType(), child, Paths.key(path, key), commented);
    } else if (!commented.contains(key)) {
      disagreements.add("reference.yaml does not show " + Paths.key(path, key));
    }
  }

  /** Of a list or a mapping of names the first one shows all keys. */
  private static @Nullable ConfigNode first(@Nullable ConfigNode node) {
    return switch (node) {
      case Items items when !items.items().isEmpty() -> items.items().firstEntry().getValue();
      case Branch branch when !branch.entries().isEmpty() ->
          branch.entries().values().iterator().next();
      case null, default -> null;
    };
  }
}
