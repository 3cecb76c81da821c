package io.portcullis.token.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The JSON object of a request. What is wrong with it is thrown as {@link Refusal}. */
record JsonBody(ObjectNode object) {
  /** Reads the body of a call. */
  static JsonBody of(Call call) {
    if (!call.mediaType().equals("application/json")) {
      throw new Refusal(
          new Problem(415, "unsupported_media_type", "The body must be application/json."));
    }
    return Json.readObject(call.body())
        .map(JsonBody::new)
        .orElseThrow(
            () -> new Refusal(Problem.validationFailed("The body must be one JSON object.")));
  }

  /** As {@link #of}, but no body at all is an empty object. */
  static JsonBody ofOptional(Call call) {
    return call.body().isEmpty() ? new JsonBody(Json.readObject("{}").orElseThrow()) : of(call);
  }

  /** A text that must be there, of 1 to {@code maxCharacters}. */
  String text(String name, int maxCharacters) {
    return optionalText(name, maxCharacters)
        .orElseThrow(() -> new Refusal(Problem.validationFailed("'" + name + "' is required.")));
  }

  Optional<String> optionalText(String name, int maxCharacters) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new Refusal(Problem.validationFailed("'" + name + "' must be a text."));
    }
    if (value.textValue().length() > maxCharacters) {
      throw new Refusal(
          Problem.validationFailed(
              "'" + name + "' may have at most " + maxCharacters + " characters."));
    }
    return Optional.of(value.textValue());
  }

  /** A truth value; false when it is missing. */
  boolean flag(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw new Refusal(Problem.validationFailed("'" + name + "' must be true or false."));
    }
    return value.booleanValue();
  }

  @Override
  public String toString() {
    return "JsonBody";
  }
}
