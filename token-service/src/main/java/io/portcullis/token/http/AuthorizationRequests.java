package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.ResourceUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.portcullis.token.authorization.AuthorizationRequest;
import io.portcullis.token.authorization.Prompt;
import io.portcullis.token.authorization.ProofKeys;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.signing.IdTokenVerifier;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges authorization requests, pushed or not (RFC 6749 section 4.1.1, RFC 7636, RFC 8707, RFC
 * 9126, OpenID Connect Core section 3.1.2.1). A bad client or redirect URI is told to the user and
 * nobody else; everything else goes back to the client.
 */
public final class AuthorizationRequests {
  /** Whole requests, so that they fit a DynamoDB item and a URL. */
  static final int MAX_CHARACTERS = 8 * 1024;

  private static final int MAX_NONCE_CHARACTERS = 512;

  /** What a {@code request_uri} of ours begins with (RFC 9126 section 2.2). */
  public static final String PUSHED_URN = "urn:ietf:params:oauth:request_uri:";

  private static final Set<String> REPEATABLE = Set.of("resource");
  private static final Set<String> NOT_BY_DEFAULT = Set.of("openid", "offline_access");

  private final ClientStore clients;
  private final IdTokenVerifier idTokens;

  public AuthorizationRequests(ClientStore clients, IdTokenVerifier idTokens) {
    this.clients = clients;
    this.idTokens = idTokens;
  }

  /** What a request is. */
  public sealed interface Reading {
    /** To nobody's redirect URI: the user sees why, by the key of a message. */
    record Unanswerable(String message) implements Reading {}

    /** Goes back to the client. */
    record Refused(AuthorizationResponse reply, ErrorObject error) implements Reading {}

    /** May be decided. */
    record Accepted(
        AuthorizationResponse reply,
        AuthorizationRequest request,
        Client client,
        Map<String, List<String>> parameters)
        implements Reading {
      /** The value of a parameter that is only for us to show, if it was sent. */
      public Optional<String> hint(String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
      }
    }
  }

  /** Reads form-encoded parameters. */
  public static Map<String, List<String>> parse(String encoded) {
    return URLUtils.parseParameters(encoded);
  }

  /** The client's identifier, if the parameters name exactly one. */
  public static Optional<String> clientId(Map<String, List<String>> parameters) {
    return one(parameters, "client_id").filter(id -> id.length() <= Client.MAX_ID_CHARACTERS);
  }

  /**
   * Judges a request.
   *
   * @param pushed whether its client has authenticated itself and pushed it
   */
  public Reading judge(Map<String, List<String>> parameters, boolean pushed) {
    if (URLUtils.serializeParameters(parameters).length() > MAX_CHARACTERS) {
      return new Reading.Unanswerable("error.too_long");
    }
    Optional<Client> client = clientId(parameters).flatMap(clients::find);
    if (client.isEmpty()) {
      return new Reading.Unanswerable("error.client");
    }
    Optional<URI> redirect =
        one(parameters, "redirect_uri").flatMap(uri -> client.get().redirectUri(uri));
    if (redirect.isEmpty()) {
      return new Reading.Unanswerable("error.redirect_uri");
    }
    AuthorizationResponse reply =
        new AuthorizationResponse(redirect.get(), one(parameters, "state"));
    try {
      return accepted(parameters, client.get(), reply, pushed);
    } catch (ParseException e) {
      return new Reading.Refused(reply, ClientForms.errorOf(e));
    }
  }

  private Reading accepted(
      Map<String, List<String>> parameters,
      Client client,
      AuthorizationResponse reply,
      boolean pushed)
      throws ParseException {
    refuseRepeated(parameters);
    refuseOtherForms(parameters);
    if (client.requirePushedAuthorizationRequests() && !pushed) {
      throw refused(OAuth2Error.INVALID_REQUEST, "this client must push its requests (RFC 9126)");
    }
    if (!client.grantTypes().contains("authorization_code")) {
      throw ClientForms.refused(OAuth2Error.UNAUTHORIZED_CLIENT);
    }
    String challenge = codeChallenge(parameters);
    var wish = com.nimbusds.oauth2.sdk.AuthorizationRequest.parse(parameters);
    return new Reading.Accepted(
        reply,
        new AuthorizationRequest(
            client.clientId(),
            reply.redirectUri(),
            scopes(wish.getScope() == null ? List.of() : wish.getScope().toStringList(), client),
            audience(parameters, client),
            challenge,
            nonce(parameters),
            prompts(parameters),
            maxAge(parameters),
            hintedUser(parameters)),
        client,
        parameters);
  }

  // RFC 6749 3.1
  private static void refuseRepeated(Map<String, List<String>> parameters) throws ParseException {
    for (Map.Entry<String, List<String>> sent : parameters.entrySet()) {
      if (sent.getValue().size() > 1 && !REPEATABLE.contains(sent.getKey())) {
        throw refused(OAuth2Error.INVALID_REQUEST, "a parameter was sent twice");
      }
    }
  }

  private static void refuseOtherForms(Map<String, List<String>> parameters) throws ParseException {
    if (parameters.containsKey("request")) {
      throw ClientForms.refused(OAuth2Error.REQUEST_NOT_SUPPORTED);
    }
    if (parameters.containsKey("request_uri")) {
      throw ClientForms.refused(OAuth2Error.REQUEST_URI_NOT_SUPPORTED);
    }
    String responseType =
        one(parameters, "response_type")
            .orElseThrow(() -> refused(OAuth2Error.INVALID_REQUEST, "response_type is missing"));
    if (!responseType.equals(ResponseType.CODE.toString())) {
      throw ClientForms.refused(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE);
    }
    if (!one(parameters, "response_mode").orElse("query").equals("query")) {
      throw refused(OAuth2Error.INVALID_REQUEST, "response_mode can only be query");
    }
  }

  // RFC 7636 4.3: without a method it would be plain.
  private static String codeChallenge(Map<String, List<String>> parameters) throws ParseException {
    String method = one(parameters, "code_challenge_method").orElse("plain");
    return one(parameters, "code_challenge")
        .filter(ProofKeys::isChallenge)
        .filter(_ -> method.equals(CodeChallengeMethod.S256.getValue()))
        .orElseThrow(
            () -> refused(OAuth2Error.INVALID_REQUEST, "a code_challenge by S256 is required"));
  }

  private static List<String> scopes(List<String> wanted, Client client) throws ParseException {
    if (!client.scopes().containsAll(wanted)) {
      throw ClientForms.refused(OAuth2Error.INVALID_SCOPE);
    }
    return wanted.isEmpty()
        ? client.scopes().stream().filter(s -> !NOT_BY_DEFAULT.contains(s)).sorted().toList()
        : wanted.stream().distinct().sorted().toList();
  }

  // A session has one audience. RFC 8707 section 2 lets a server refuse what it cannot serve.
  private static String audience(Map<String, List<String>> parameters, Client client)
      throws ParseException {
    List<String> resources = parameters.getOrDefault("resource", List.of());
    if (resources.isEmpty()) {
      return client.accessTokenAudience();
    }
    try {
      ResourceUtils.parseResourceURIs(resources);
    } catch (ParseException e) {
      throw ClientForms.refused(OAuth2Error.INVALID_TARGET);
    }
    if (resources.size() > 1 || !client.mayAsk(resources.getFirst())) {
      throw ClientForms.refused(OAuth2Error.INVALID_TARGET);
    }
    return resources.getFirst();
  }

  // It is in the ID token, which comes back in addresses as a hint.
  private static Optional<String> nonce(Map<String, List<String>> parameters)
      throws ParseException {
    Optional<String> nonce = one(parameters, "nonce");
    if (nonce.filter(text -> text.length() > MAX_NONCE_CHARACTERS).isPresent()) {
      throw refused(OAuth2Error.INVALID_REQUEST, "nonce may have 512 characters");
    }
    return nonce;
  }

  private static Set<Prompt> prompts(Map<String, List<String>> parameters) throws ParseException {
    Set<Prompt> prompts = EnumSet.noneOf(Prompt.class);
    Optional<String> sent = one(parameters, "prompt").filter(prompt -> !prompt.isBlank());
    if (sent.isEmpty()) {
      return prompts;
    }
    for (String word : sent.get().strip().split(" +", -1)) {
      prompts.add(prompt(word));
    }
    if (prompts.contains(Prompt.NONE) && prompts.size() > 1) {
      throw refused(OAuth2Error.INVALID_REQUEST, "prompt none stands alone");
    }
    return prompts;
  }

  // Initiating User Registration 1.0 section 4.1: what is no prompt_values_supported is an error.
  private static Prompt prompt(String word) throws ParseException {
    return switch (word) {
      case "none" -> Prompt.NONE;
      case "login" -> Prompt.LOGIN;
      case "consent" -> Prompt.CONSENT;
      case "select_account" -> Prompt.SELECT_ACCOUNT;
      default -> throw refused(OAuth2Error.INVALID_REQUEST, "this prompt is not supported");
    };
  }

  private static Optional<Duration> maxAge(Map<String, List<String>> parameters)
      throws ParseException {
    Optional<String> sent = one(parameters, "max_age");
    if (sent.isPresent() && !sent.get().matches("[0-9]{1,9}")) {
      throw refused(OAuth2Error.INVALID_REQUEST, "max_age must be a number of seconds");
    }
    return sent.map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private Optional<String> hintedUser(Map<String, List<String>> parameters) throws ParseException {
    Optional<String> hint = one(parameters, "id_token_hint");
    if (hint.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        idTokens
            .verify(hint.get())
            .orElseThrow(
                () -> refused(OAuth2Error.INVALID_REQUEST, "id_token_hint is no ID token of ours"))
            .subject());
  }

  private static Optional<String> one(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    return values.size() == 1 && !values.getFirst().isEmpty()
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  private static ParseException refused(ErrorObject error, String description) {
    return ClientForms.refused(error.setDescription(description));
  }
}
