package io.portcullis.quickstart.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * What came back over HTTP.
 *
 * @param status the status code
 * @param headers the headers, looked up without regard to case
 * @param body the body as JSON; a missing node where it is none
 * @param elapsedNanos from before the request was sent until the body was read
 */
public record Answer(int status, HttpHeaders headers, JsonNode body, long elapsedNanos) {

  /** The {@code code} of a problem, or {@code error} of an OAuth error; empty if there is none. */
  public String code() {
    return body.path("code").asText(body.path("error").asText(""));
  }

  /** A member of the body as text; empty if it is absent. */
  public String text(String member) {
    return body.path(member).asText("");
  }

  /**
   * The value that reached the demo upstream under this header name, in lower case; empty if none
   * did.
   */
  public String echoed(String header) {
    JsonNode values = body.path("headers").path(header);
    return values.size() == 1 ? values.get(0).asText() : String.join(" and ", texts(values));
  }

  /** How many values of this header reached the demo upstream. */
  public int echoedCount(String header) {
    return body.path("headers").path(header).size();
  }

  /** The time it took, in milliseconds. */
  public double elapsedMillis() {
    return elapsedNanos / 1e6;
  }

  /** Status and code, for a sentence. */
  public String summary() {
    return code().isEmpty() ? Integer.toString(status) : status + " " + code();
  }

  private static Iterable<String> texts(JsonNode values) {
    return values.valueStream().map(JsonNode::asText).toList();
  }
}
