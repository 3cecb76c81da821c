package io.portcullis.extauthz.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.portcullis.proto.revocation.RevocationType;
import java.io.IOException;
import java.util.Optional;

/**
 * "This may have been revoked": {@code {"type","id","exp"}} as our relays and whoever else may
 * publish on the channel write it. It is obeyed by asking again, and never believed.
 */
record RevocationEvent(RevocationType type, String id) {
  /** No id of ours is longer than 512 characters, each at most six bytes of JSON. */
  static final int MAX_BYTES = 4_096;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Reads a message; empty if it is no event. Never throws. */
  static Optional<RevocationEvent> read(byte[] message) {
    if (message.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(message);
      JsonNode id = node.path("id");
      return id.isTextual() && !id.textValue().isEmpty()
          ? type(node.path("type").asText(""))
              .map(type -> new RevocationEvent(type, id.textValue()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("an array in memory was not readable", e);
    }
  }

  private static Optional<RevocationType> type(String name) {
    return switch (name) {
      case "token" -> Optional.of(RevocationType.TOKEN);
      case "session" -> Optional.of(RevocationType.SESSION);
      case "user" -> Optional.of(RevocationType.USER);
      case "tenant" -> Optional.of(RevocationType.TENANT);
      case "client" -> Optional.of(RevocationType.CLIENT);
      case "key" -> Optional.of(RevocationType.KEY);
      default -> Optional.empty();
    };
  }
}
