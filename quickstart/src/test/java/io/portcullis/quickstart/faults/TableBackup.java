package io.portcullis.quickstart.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All items of all tables as they were, by DynamoDB's own protocol. */
final class TableBackup {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BATCH = 25;
  private static final String ANY_CREDENTIAL =
      "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  private final URI endpoint;
  private final Map<String, List<JsonNode>> items = new LinkedHashMap<>();

  private TableBackup(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Reads all of it. */
  static TableBackup take(URI endpoint) throws IOException, InterruptedException {
    TableBackup backup = new TableBackup(endpoint);
    for (JsonNode table : backup.call("ListTables", JSON.createObjectNode()).get("TableNames")) {
      backup.items.put(table.asText(), backup.scan(table.asText()));
    }
    return backup;
  }

  /** Puts back what was there, and nothing else; nobody else writes meanwhile. */
  void restore() throws IOException, InterruptedException {
    for (Map.Entry<String, List<JsonNode>> table : items.entrySet()) {
      List<String> key = key(table.getKey());
      List<ObjectNode> requests = new ArrayList<>();
      for (JsonNode item : scan(table.getKey())) {
        ObjectNode deleted = JSON.createObjectNode();
        key.forEach(name -> deleted.set(name, item.get(name)));
        requests.add(request("DeleteRequest", "Key", deleted));
      }
      write(table.getKey(), requests);
      write(
          table.getKey(),
          table.getValue().stream().map(item -> request("PutRequest", "Item", item)).toList());
    }
  }

  private static ObjectNode request(String kind, String member, JsonNode value) {
    ObjectNode request = JSON.createObjectNode();
    request.putObject(kind).set(member, value);
    return request;
  }

  private void write(String table, List<ObjectNode> requests)
      throws IOException, InterruptedException {
    for (int from = 0; from < requests.size(); from += BATCH) {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode batch = body.putObject("RequestItems").putArray(table);
      batch.addAll(requests.subList(from, Math.min(requests.size(), from + BATCH)));
      if (!call("BatchWriteItem", body).path("UnprocessedItems").isEmpty()) {
        throw new IOException("DynamoDB Local left items of " + table + " unwritten");
      }
    }
  }

  private List<String> key(String table) throws IOException, InterruptedException {
    JsonNode schema =
        call("DescribeTable", JSON.createObjectNode().put("TableName", table))
            .at("/Table/KeySchema");
    List<String> names = new ArrayList<>();
    schema.forEach(part -> names.add(part.get("AttributeName").asText()));
    return names;
  }

  private List<JsonNode> scan(String table) throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    ObjectNode body = JSON.createObjectNode().put("TableName", table).put("ConsistentRead", true);
    JsonNode page;
    do {
      page = call("Scan", body);
      page.get("Items").forEach(all::add);
      body.set("ExclusiveStartKey", page.get("LastEvaluatedKey"));
    } while (page.has("LastEvaluatedKey"));
    return all;
  }

  private JsonNode call(String operation, ObjectNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("Authorization", ANY_CREDENTIAL)
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() != 200) {
        throw new IOException(operation + " was refused: " + answer);
      }
      return answer;
    }
  }
}
