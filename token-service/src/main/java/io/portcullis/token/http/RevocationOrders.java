package io.portcullis.token.http;

import io.portcullis.token.revocation.RevocationRequest;
import java.util.Set;

/** Reads {@code {type, id, issuer?, tenant?, reason}}. */
final class RevocationOrders {
  private static final Set<String> MEMBERS = Set.of("type", "id", "issuer", "tenant", "reason");
  private static final int MAX_ID_CHARACTERS = 256;
  private static final int MAX_ISSUER_CHARACTERS = 512;
  private static final int MAX_REASON_CHARACTERS = 512;

  private final OwnedIssuers issuers;

  RevocationOrders(OwnedIssuers issuers) {
    this.issuers = issuers;
  }

  /** The order; a {@link Refusal} says what is wrong with it. */
  RevocationOrder parse(JsonBody body) {
    // A misspelt 'tenant' would revoke in the wrong one: nothing unknown is passed over.
    body.object()
        .fieldNames()
        .forEachRemaining(name -> {
          if (!MEMBERS.contains(name)) {
            throw new Refusal(
                Problem.validationFailed("A revocation has only the members " + list() + "."));
          }
        });
    String id = visible(body.text("id", MAX_ID_CHARACTERS), "id");
    String issuer = body.optionalText("issuer", MAX_ISSUER_CHARACTERS).orElseGet(issuers::unnamed);
    issuers.refuseOthers(issuer);
    String tenant =
        visible(body.optionalText("tenant", MAX_ID_CHARACTERS).orElse("default"), "tenant");
    RevocationRequest request =
        request(body.text("type", 16), id, visible(issuer, "issuer"), tenant);
    return new RevocationOrder(request, body.text("reason", MAX_REASON_CHARACTERS));
  }

  private static RevocationRequest request(String type, String id, String issuer, String tenant) {
    return switch (type) {
      case "token" -> RevocationRequest.token(issuer, id);
      case "session" -> RevocationRequest.session(issuer, id);
      case "user" -> RevocationRequest.user(issuer, tenant, id);
      case "tenant" -> RevocationRequest.tenant(issuer, id);
      case "client" -> RevocationRequest.client(issuer, id);
      case "key" -> RevocationRequest.key(issuer, id);
      default ->
          throw new Refusal(
              Problem.validationFailed(
                  "'type' must be token, session, user, tenant, client or key."));
    };
  }

  private static String visible(String value, String name) {
    if (value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new Refusal(
          Problem.validationFailed("'" + name + "' may hold visible ASCII characters only."));
    }
    return value;
  }

  private static String list() {
    return "type, id, issuer, tenant and reason";
  }
}
