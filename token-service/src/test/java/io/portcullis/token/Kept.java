package io.portcullis.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** All that storage holds, as text: bytes also as they are, in base64url. */
final class Kept {
  private Kept() {}

  static String in(DynamoDbClient dynamo) {
    return dynamo.listTables().tableNames().stream()
        .flatMap(table -> dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream())
        .map(item -> item.keySet() + " " + texts(item.values().stream()))
        .collect(Collectors.joining("\n"));
  }

  static String in(RedisClusterFixture redis) {
    return redis.nodes().stream()
        .filter(RedisNode::isMaster)
        .flatMap(Kept::lines)
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> lines(RedisNode node) {
    return node.command("KEYS", "*") instanceof List<?> keys
        ? keys.stream().map(key -> key + " " + value(node, String.valueOf(key)))
        : Stream.empty();
  }

  private static String value(RedisNode node, String key) {
    return String.valueOf(
        switch (node.text("TYPE", key)) {
          case "string" -> node.command("GET", key);
          case "hash" -> node.command("HGETALL", key);
          case "list" -> node.command("LRANGE", key, "0", "-1");
          case "set" -> node.command("SMEMBERS", key);
          case "zset" -> node.command("ZRANGE", key, "0", "-1");
          case "stream" -> node.command("XRANGE", key, "-", "+");
          case String other -> throw new AssertionError(other);
        });
  }

  private static String texts(Stream<AttributeValue> values) {
    return values.map(Kept::text).collect(Collectors.joining(" "));
  }

  private static String text(AttributeValue value) {
    return switch (value.type()) {
      case S -> value.s();
      case N -> value.n();
      case B -> bytes(value.b().asByteArray());
      case SS -> String.join(" ", value.ss());
      case NS -> String.join(" ", value.ns());
      case BS -> value.bs().stream().map(b -> bytes(b.asByteArray())).toList().toString();
      case L -> texts(value.l().stream());
      case M -> texts(Map.copyOf(value.m()).values().stream());
      case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> "";
    };
  }

  private static String bytes(byte[] bytes) {
    return new String(bytes, ISO_8859_1)
        + " "
        + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
