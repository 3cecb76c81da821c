package io.portcullis.kit.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.portcullis.kit.config.ConfigNode.Branch;
import io.portcullis.kit.config.ConfigNode.Items;
import io.portcullis.kit.config.ConfigNode.Leaf;
import io.portcullis.kit.config.ConfigNode.Nothing;
import io.portcullis.kit.config.ConfigNode.Origin;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML document, keeping lines; refuses duplicate keys, aliases and a second document.
 */
final class YamlTree {
  private static final Pattern PLACE = Pattern.compile("line ([0-9]{1,9}), column");

  private final String file;
  private final Faults faults;

  private YamlTree(String file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /**
   * The document's mapping; an empty document is an empty mapping.
   *
   * @throws ConfigException if it is no YAML at all; all else is added to the faults
   */
  static Branch parse(String file, String text, Faults faults) throws ConfigException {
    return new YamlTree(file, faults).document(text);
  }

  private Branch document(String text) throws ConfigException {
    Branch empty = new Branch(new Origin(file, 1));
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      if (parser.nextToken() == null) {
        return empty;
      }
      ConfigNode root = node(parser, "");
      if (parser.nextToken() != null) {
        faults.add(here(parser), "", "a second document begins here; one is allowed");
      }
      return switch (root) {
        case Branch branch -> branch;
        case Nothing nothing -> empty;
        case Leaf _, Items _ -> {
          faults.add(root.origin(), "", "must be a mapping of keys, not " + root.kind());
          yield empty;
        }
      };
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          List.of(new Origin(file, line(e)) + ": is not valid YAML: " + sentence(e)));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
  }

  private ConfigNode node(YAMLParser parser, String path) throws IOException {
    Origin origin = here(parser);
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return branch(parser, path, new Branch(origin));
    }
    if (token == JsonToken.START_ARRAY) {
      return items(parser, path, new Items(origin));
    }
    if (parser.isCurrentAlias()) {
      faults.add(origin, path, "an alias is not allowed; write the value out");
    }
    return token == JsonToken.VALUE_NULL ? new Nothing(origin) : new Leaf(origin, parser.getText());
  }

  private Branch branch(YAMLParser parser, String path, Branch branch) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      Origin keyOrigin = here(parser);
      String keyPath = Paths.key(path, key);
      parser.nextToken();
      ConfigNode value = at(keyOrigin, node(parser, keyPath));
      @Nullable ConfigNode earlier = branch.entries().putIfAbsent(key, value);
      if (earlier != null) {
        faults.add(
            keyOrigin, keyPath, "duplicate key; it was given in line " + earlier.origin().line());
      }
    }
    return branch;
  }

  private Items items(YAMLParser parser, String path, Items items) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int index = items.items().size();
      items.items().put(index, node(parser, Paths.item(path, index)));
    }
    return items;
  }

  /** A block mapping begins on the line after its key: name the key's line, where one looks. */
  private static ConfigNode at(Origin origin, ConfigNode node) {
    return switch (node) {
      case Nothing _ -> new Nothing(origin);
      case Leaf leaf -> new Leaf(origin, leaf.text());
      case Branch branch -> new Branch(origin, branch.entries());
      case Items items -> new Items(origin, items.items());
    };
  }

  private Origin here(YAMLParser parser) {
    return new Origin(file, parser.currentTokenLocation().getLineNr());
  }

  /** The last place the reader's message names is the one where it gave up. */
  private static int line(JsonProcessingException e) {
    return PLACE
        .matcher(e.getOriginalMessage())
        .results()
        .mapToInt(place -> Integer.parseInt(place.group(1)))
        .reduce((first, last) -> last)
        .orElse(1);
  }

  /** The reader's message without its excerpt of the file and its own notion of the place. */
  private static String sentence(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }
}
