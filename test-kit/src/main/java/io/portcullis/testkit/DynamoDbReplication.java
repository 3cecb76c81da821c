package io.portcullis.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a global table does between two regions, for two DynamoDB Locals: each item that changes
 * comes to the other side after a while of its own, so that items overtake each other; of one item
 * the last version wins. It can be cut: then nothing comes, and all of it later.
 */
public final class DynamoDbReplication implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration END = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI from;
  private final URI to;
  private final String table;
  private final Predicate<String> keys;
  private final Random random;
  private final int longestMillis;
  private final Map<String, JsonNode> seen = new HashMap<>();
  private final Map<String, Underway> underway = new HashMap<>();
  private final Thread thread;
  private volatile boolean cut;
  private volatile boolean closed;

  /** The newest version of an item, and when it arrives. */
  private record Underway(JsonNode item, long dueMillis) {}

  private DynamoDbReplication(
      URI from, URI to, String table, Predicate<String> keys, int longestMillis, long seed) {
    this.from = from;
    this.to = to;
    this.table = table;
    this.keys = keys;
    this.longestMillis = longestMillis;
    this.random = new Random(seed);
    this.thread = Thread.ofPlatform().daemon().name("replication").unstarted(this::run);
  }

  /**
   * Starts, one way.
   *
   * @param keys which items: those whose partition key {@code k} it takes
   * @param longestMillis the longest time that an item is on its way
   * @param seed of the times
   */
  public static DynamoDbReplication start(
      URI from, URI to, String table, Predicate<String> keys, int longestMillis, long seed) {
    DynamoDbReplication started =
        new DynamoDbReplication(from, to, table, keys, longestMillis, seed);
    started.thread.start();
    return started;
  }

  /** From now on nothing arrives. */
  public void cut() {
    cut = true;
  }

  /** What did not arrive does now, and what changes. */
  public void heal() {
    cut = false;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(INTERVAL);
        if (!cut) {
          look();
          deliver();
        }
      } catch (IOException tableIsNotThereYet) {
        // Or one side is being restarted: the next round finds the same again.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() throws IOException, InterruptedException {
    long now = System.currentTimeMillis();
    JsonNode start = null;
    do {
      JsonNode page = call(from, "Scan", request(start));
      for (JsonNode item : page.path("Items")) {
        String key = item.path("k").path("S").asText() + ' ' + item.path("n").path("N").asText();
        if (keys.test(item.path("k").path("S").asText()) && !item.equals(seen.put(key, item))) {
          underway.put(key, new Underway(item, now + random.nextInt(longestMillis + 1)));
        }
      }
      start = page.get("LastEvaluatedKey");
    } while (start != null);
  }

  private void deliver() throws IOException, InterruptedException {
    long now = System.currentTimeMillis();
    List<Map.Entry<String, Underway>> due =
        new ArrayList<>(
            underway.entrySet().stream()
                .filter(entry -> entry.getValue().dueMillis <= now)
                .toList());
    for (Map.Entry<String, Underway> entry : due) {
      ObjectNode put = JSON.createObjectNode().put("TableName", table);
      put.set("Item", entry.getValue().item);
      call(to, "PutItem", put);
      underway.remove(entry.getKey(), entry.getValue());
    }
  }

  private ObjectNode request(@Nullable JsonNode start) {
    ObjectNode scan = JSON.createObjectNode().put("TableName", table).put("ConsistentRead", true);
    if (start != null) {
      scan.set("ExclusiveStartKey", start);
    }
    return scan;
  }

  private JsonNode call(URI endpoint, String operation, ObjectNode body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("x-amz-target", "DynamoDB_20120810." + operation)
                .header("content-type", "application/x-amz-json-1.0")
                .header("authorization", DynamoDbLocal.ANY_CREDENTIAL)
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(operation + " of " + table + ": " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }
}
