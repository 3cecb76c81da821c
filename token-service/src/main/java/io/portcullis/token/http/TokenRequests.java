package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.issuance.RefreshRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads token requests (RFC 6749 section 6) by Nimbus's parser. */
final class TokenRequests {
  private static final int MAX_REFRESH_TOKEN_CHARACTERS = 1024;
  private static final int MAX_CLIENT_ID_CHARACTERS = 128;

  private static final Set<String> REPEATABLE = Set.of("resource", "audience");

  /** What a request is: well-formed, or refused with an error of section 5.2. */
  sealed interface Parsed {
    record Refresh(RefreshRequest request) implements Parsed {}

    record Malformed(ErrorObject error) implements Parsed {}
  }

  private final URI tokenEndpoint;

  TokenRequests(URI tokenEndpoint) {
    this.tokenEndpoint = tokenEndpoint;
  }

  Parsed parse(Call call) {
    if (call.headers("authorization").size() > 1) {
      return new Parsed.Malformed(OAuth2Error.INVALID_REQUEST);
    }
    Map<String, List<String>> form = URLUtils.parseParameters(call.body());
    // RFC 6749 section 3.2; the two that may repeat are those of RFC 8707 and RFC 8693.
    if (form.entrySet().stream()
        .anyMatch(sent -> sent.getValue().size() > 1 && !REPEATABLE.contains(sent.getKey()))) {
      return new Parsed.Malformed(OAuth2Error.INVALID_REQUEST);
    }
    List<String> grantTypes = form.getOrDefault("grant_type", List.of());
    if (grantTypes.size() == 1 && !grantTypes.getFirst().equals("refresh_token")) {
      return new Parsed.Malformed(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }
    try {
      return refresh(TokenRequest.parse(http(call)));
    } catch (ParseException e) {
      return new Parsed.Malformed(errorOf(e));
    }
  }

  private HTTPRequest http(Call call) throws ParseException {
    HTTPRequest http = new HTTPRequest(HTTPRequest.Method.POST, tokenEndpoint);
    for (String contentType : call.headers("content-type")) {
      http.setContentType(contentType);
    }
    call.headers("authorization").forEach(http::setAuthorization);
    http.setBody(call.body());
    return http;
  }

  private static Parsed refresh(TokenRequest request) {
    Optional<ClientProof> proof = proof(request);
    if (proof.isEmpty()) {
      return new Parsed.Malformed(OAuth2Error.INVALID_CLIENT);
    }
    if (!(request.getAuthorizationGrant() instanceof RefreshTokenGrant grant)) {
      return new Parsed.Malformed(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }
    String token = grant.getRefreshToken().getValue();
    if (token.length() > MAX_REFRESH_TOKEN_CHARACTERS) {
      return new Parsed.Malformed(OAuth2Error.INVALID_GRANT);
    }
    Set<String> scopes =
        request.getScope() == null ? Set.of() : Set.copyOf(request.getScope().toStringList());
    return new Parsed.Refresh(new RefreshRequest(proof.get(), token, scopes));
  }

  private static Optional<ClientProof> proof(TokenRequest request) {
    ClientAuthentication authentication = request.getClientAuthentication();
    Optional<ClientProof> proof =
        switch (authentication) {
          case ClientSecretBasic basic ->
              Optional.of(
                  new ClientProof.Secret(
                      basic.getClientID().getValue(), basic.getClientSecret().getValue()));
          case ClientSecretPost post ->
              Optional.of(
                  new ClientProof.Secret(
                      post.getClientID().getValue(), post.getClientSecret().getValue()));
          case null -> Optional.of(new ClientProof.IdOnly(request.getClientID().getValue()));
          // Assertions and certificates are not offered.
          default -> Optional.empty();
        };
    return proof.filter(p -> p.clientId().length() <= MAX_CLIENT_ID_CHARACTERS);
  }

  private static ErrorObject errorOf(GeneralException e) {
    ErrorObject error = e.getErrorObject();
    return error == null || error.getCode() == null ? OAuth2Error.INVALID_REQUEST : error;
  }
}
