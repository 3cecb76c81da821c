package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DynamoDbLocalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMODB = SharedFixture.of(DynamoDbLocal::start);

  @Test
  void listsNoTablesWhenFresh() throws Exception {
    assertThat(listTables(PATIENCE)).isEqualTo("{\"TableNames\":[]}");
  }

  @Test
  void answersNothingWhilePausedAndAgainWhenResumed() throws Exception {
    DYNAMODB.get().pause();
    try {
      assertThatThrownBy(() -> listTables(Duration.ofSeconds(1)))
          .isInstanceOf(HttpTimeoutException.class);
    } finally {
      DYNAMODB.get().resume();
    }
    assertThat(listTables(PATIENCE)).contains("TableNames");
  }

  @Test
  void isLentWithoutTheTablesOfTheTestBefore() throws Exception {
    URI endpoint;
    try (DynamoDbLocal first = DynamoDbLocal.lend()) {
      endpoint = first.endpoint();
      for (String name : new String[] {"a", "b"}) {
        String table =
            """
            {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}
            """
                .formatted(name);
        assertThat(call(endpoint, "CreateTable", table, PATIENCE)).contains(name);
      }
    }
    try (DynamoDbLocal second = DynamoDbLocal.lend()) {
      assertThat(second.endpoint()).isEqualTo(endpoint);
      assertThat(call(endpoint, "ListTables", "{}", PATIENCE)).isEqualTo("{\"TableNames\":[]}");
    }
  }

  @Test
  void isNotLentAgainAfterItWasKilled() {
    URI endpoint;
    try (DynamoDbLocal first = DynamoDbLocal.lend()) {
      endpoint = first.endpoint();
      first.kill();
    }
    try (DynamoDbLocal second = DynamoDbLocal.lend()) {
      assertThat(second.endpoint()).isNotEqualTo(endpoint);
    }
  }

  private String listTables(Duration timeout) throws Exception {
    return call(DYNAMODB.get().endpoint(), "ListTables", "{}", timeout);
  }

  private static String call(URI endpoint, String operation, String body, Duration timeout)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(timeout)
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=00")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }
}
