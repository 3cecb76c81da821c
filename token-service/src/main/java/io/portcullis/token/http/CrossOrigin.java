package io.portcullis.token.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Lets pages of a client's own origins read what it is answered (Fetch standard, CORS). Nothing is
 * ever allowed with cookies: what is sent proves itself. Which client asks is taken from the
 * request unverified, for a page that names another one gets that one's error.
 */
final class CrossOrigin {
  private static final int MAX_ORIGIN_CHARACTERS = 512;

  private final ClientStore clients;

  CrossOrigin(ClientStore clients) {
    this.clients = clients;
  }

  /** The endpoint, for its client's origins. */
  Endpoint forOwnOrigins(Endpoint endpoint) {
    return call -> {
      Reply reply = endpoint.answer(call).with("Vary", "Origin");
      return origin(call)
          .filter(origin -> isClients(call, origin))
          .map(origin -> allowing(reply, origin))
          .orElse(reply);
    };
  }

  /** What a browser asks before it sends what a form could not (Fetch standard section 3.3.4). */
  Endpoint preflight() {
    return call -> {
      Reply reply = Reply.empty(204).with("Vary", "Origin");
      return origin(call)
          .filter(clients::isWebOrigin)
          .map(origin ->
              allowing(reply, origin)
                  .with("Access-Control-Allow-Methods", "GET, POST")
                  .with("Access-Control-Allow-Headers", "Authorization, Content-Type")
                  .with("Access-Control-Max-Age", "600"))
          .orElse(reply);
    };
  }

  /** What is for everybody anyway. */
  static Endpoint forAll(Endpoint endpoint) {
    return call -> endpoint.answer(call).with("Access-Control-Allow-Origin", "*");
  }

  private static Reply allowing(Reply reply, String origin) {
    return reply
        .with("Access-Control-Allow-Origin", origin)
        .with("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After");
  }

  private static Optional<String> origin(Call call) {
    List<String> sent = call.headers("origin");
    return sent.size() == 1 && sent.getFirst().length() <= MAX_ORIGIN_CHARACTERS
        ? Optional.of(sent.getFirst())
        : Optional.empty();
  }

  private boolean isClients(Call call, String origin) {
    return clientId(call)
        .filter(id -> !id.isEmpty() && id.length() <= Client.MAX_ID_CHARACTERS)
        .flatMap(clients::find)
        .map(Client::webOrigins)
        .filter(origins -> origins.contains(origin))
        .isPresent();
  }

  private static Optional<String> clientId(Call call) {
    return call.bearer()
        .flatMap(CrossOrigin::ofToken)
        .or(() -> ofBasic(call))
        .or(() -> ofForm(call));
  }

  private static Optional<String> ofToken(String token) {
    try {
      return Optional.ofNullable(
          SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("client_id"));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofBasic(Call call) {
    return call.headers("authorization").stream()
        .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
        .map(value -> value.substring(6).strip())
        .flatMap(encoded -> decoded(encoded).stream())
        .map(pair -> pair.split(":", 2)[0])
        .findFirst();
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofForm(Call call) {
    return URLUtils.parseParameters(call.body()).getOrDefault("client_id", List.of()).stream()
        .findFirst();
  }
}
