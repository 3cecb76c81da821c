package io.portcullis.envoylint.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads YAML or JSON into a tree that knows where everything is written. Aliases are followed, as
 * Envoy does, but only so far: a few lines of them can stand for billions of values.
 */
public final class TreeReader {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_VALUES = 1_000_000;
  private static final int MAX_ALIASES = 10_000;
  private static final Set<String> NULLS = Set.of("", "~", "null");

  /** As in {@code ${ENVOY_PORT}}, for envsubst and the like. */
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final String file;
  private int values;

  private TreeReader(String file) {
    this.file = file;
  }

  /** Reads a file. */
  public static Mapping read(Path file) throws UnreadableException {
    return parse(file.toString(), ConfigurationText.of(file.toString(), file));
  }

  /** Reads what comes from elsewhere, under a name of the caller's. */
  public static Mapping read(String name, InputStream in) throws UnreadableException, IOException {
    return parse(name, ConfigurationText.of(name, in));
  }

  static Mapping parse(String file, String text) throws UnreadableException {
    return new TreeReader(file).document(text);
  }

  private Mapping document(String text) throws UnreadableException {
    Node root = composed(text);
    Value value = root == null ? null : value(root, place(root), FieldPath.root(), 0);
    if (value instanceof Mapping mapping) {
      return mapping;
    }
    throw new UnreadableException(
        file + (value == null ? ": is empty" : ": is not a mapping of keys, as Envoy's files are"));
  }

  private @Nullable Node composed(String text) throws UnreadableException {
    try {
      return new Yaml(limits()).compose(new StringReader(readable(text)));
    } catch (MarkedYAMLException e) {
      throw new UnreadableException(at(e.getProblemMark()) + ": is not valid YAML: " + sentence(e));
    } catch (YAMLException e) {
      throw new UnreadableException(file + ": is not valid YAML: " + firstLine(e.getMessage()));
    }
  }

  private static LoaderOptions limits() {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(ConfigurationText.MAX_BYTES);
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(MAX_ALIASES);
    return limits;
  }

  /**
   * JSON may be indented by tabs, which YAML forbids; a string of JSON has none. A template's
   * places stand for values, but their braces would begin a mapping. Neither change moves a column.
   */
  private static String readable(String text) {
    String filled = PLACE.matcher(text).replaceAll("\\$_$1_");
    return filled.stripLeading().startsWith("{") ? filled.replace('\t', ' ') : filled;
  }

  /** The value, or null where null is written. */
  private @Nullable Value value(Node node, Place place, FieldPath path, int depth)
      throws UnreadableException {
    if (depth > MAX_DEPTH) {
      throw new UnreadableException(place + ": is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (++values > MAX_VALUES) {
      throw new UnreadableException(
          place + ": the aliases stand for more than " + MAX_VALUES + " values");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, place, path, depth);
      case SequenceNode sequence -> items(sequence, place, path, depth);
      case ScalarNode scalar when isNull(scalar) -> null;
      case ScalarNode scalar -> new Scalar(place, path, scalar.getValue());
      default -> throw new UnreadableException(place + ": is neither mapping, list nor value");
    };
  }

  private Mapping mapping(MappingNode node, Place place, FieldPath path, int depth)
      throws UnreadableException {
    Map<String, Value> entries = new LinkedHashMap<>();
    Map<String, Place> seen = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new UnreadableException(place(tuple.getKeyNode()) + ": a key must be a plain word");
      }
      // Envoy leaves such keys out: they hold what anchors are set on.
      if (key.getTag().getValue().equals("!ignore")) {
        continue;
      }
      String name = key.getValue();
      Place keyPlace = place(key);
      Place earlier = seen.putIfAbsent(name, keyPlace);
      if (earlier != null) {
        throw new UnreadableException(
            keyPlace + ": duplicate key " + name + "; it was given in line " + earlier.line());
      }
      Value value = value(tuple.getValueNode(), keyPlace, path.key(name), depth + 1);
      if (value != null) {
        entries.put(name, value);
      }
    }
    return new Mapping(place, path, entries);
  }

  private Items items(SequenceNode node, Place place, FieldPath path, int depth)
      throws UnreadableException {
    List<Value> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      Value value = value(item, place(item), path.item(items.size()), depth + 1);
      if (value != null) {
        items.add(value);
      }
    }
    return new Items(place, path, items);
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.getScalarStyle() == ScalarStyle.PLAIN
        && NULLS.contains(scalar.getValue().toLowerCase(Locale.ROOT));
  }

  private Place place(Node node) {
    return at(node.getStartMark());
  }

  private Place at(@Nullable Mark mark) {
    return mark == null
        ? new Place(file, 1, 1)
        : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String sentence(MarkedYAMLException e) {
    String context = e.getContext();
    String problem = firstLine(e.getProblem());
    return context == null || context.isBlank() ? problem : firstLine(context) + ", " + problem;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "cannot be read" : message.lines().findFirst().orElse("");
  }
}
