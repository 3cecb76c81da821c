package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.ResourceUtils;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.issuance.AuthorizationCodeRequest;
import io.portcullis.token.issuance.ClientCredentialsRequest;
import io.portcullis.token.issuance.RefreshRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads token requests (RFC 6749 sections 4.4.2 and 6, RFC 8707) by Nimbus's parser. */
final class TokenRequests {
  private static final int MAX_REFRESH_TOKEN_CHARACTERS = 1024;
  private static final Set<String> GRANT_TYPES =
      Set.of("authorization_code", "refresh_token", "client_credentials");

  /** What a request is: well-formed, or refused with an error of section 5.2. */
  sealed interface Parsed {
    record Code(AuthorizationCodeRequest request) implements Parsed {}

    record Refresh(RefreshRequest request) implements Parsed {}

    record ClientCredentials(ClientCredentialsRequest request) implements Parsed {}

    record Malformed(ErrorObject error) implements Parsed {}
  }

  private final URI tokenEndpoint;

  TokenRequests(URI tokenEndpoint) {
    this.tokenEndpoint = tokenEndpoint;
  }

  Parsed parse(Call call) {
    try {
      return parse(call, ClientForms.read(call, tokenEndpoint));
    } catch (ParseException e) {
      return new Parsed.Malformed(ClientForms.errorOf(e));
    }
  }

  private static Parsed parse(Call call, HTTPRequest http) throws ParseException {
    String grantType = ClientForms.required(http, "grant_type");
    if (!GRANT_TYPES.contains(grantType)) {
      throw ClientForms.refused(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }
    Optional<ClientProof> proof = ClientForms.proof(call, http);
    AuthorizationGrant grant = AuthorizationGrant.parse(http.getBodyAsFormParameters());
    return switch (grant) {
      case AuthorizationCodeGrant code ->
          code(proof.orElseThrow(TokenRequests::nobody), code, http);
      case RefreshTokenGrant refresh ->
          refresh(proof.orElseThrow(TokenRequests::nobody), refresh, http);
      case ClientCredentialsGrant _ ->
          clientCredentials(
              proof.filter(p -> !p.isBare()).orElseThrow(TokenRequests::nobody), http);
      default -> throw ClientForms.refused(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    };
  }

  private static Parsed code(ClientProof proof, AuthorizationCodeGrant grant, HTTPRequest http)
      throws ParseException {
    return new Parsed.Code(
        new AuthorizationCodeRequest(
            proof,
            grant.getAuthorizationCode().getValue(),
            Optional.ofNullable(grant.getRedirectionURI()).map(URI::toString),
            Optional.ofNullable(grant.getCodeVerifier()).map(CodeVerifier::getValue),
            resources(http)));
  }

  private static Parsed refresh(ClientProof proof, RefreshTokenGrant grant, HTTPRequest http)
      throws ParseException {
    String token = grant.getRefreshToken().getValue();
    if (token.length() > MAX_REFRESH_TOKEN_CHARACTERS) {
      throw ClientForms.refused(OAuth2Error.INVALID_GRANT);
    }
    return new Parsed.Refresh(new RefreshRequest(proof, token, scopes(http), resources(http)));
  }

  private static Parsed clientCredentials(ClientProof proof, HTTPRequest http)
      throws ParseException {
    return new Parsed.ClientCredentials(
        new ClientCredentialsRequest(proof, scopes(http), resources(http)));
  }

  private static Set<String> scopes(HTTPRequest http) throws ParseException {
    return Set.copyOf(Scope.parse(ClientForms.parameter(http, "scope")).toStringList());
  }

  private static Set<String> resources(HTTPRequest http) throws ParseException {
    List<String> sent = http.getBodyAsFormParameters().getOrDefault("resource", List.of());
    if (sent.isEmpty()) {
      return Set.of();
    }
    try {
      return ResourceUtils.parseResourceURIs(sent).stream()
          .map(URI::toString)
          .collect(Collectors.toUnmodifiableSet());
    } catch (ParseException e) {
      throw ClientForms.refused(OAuth2Error.INVALID_TARGET);
    }
  }

  private static ParseException nobody() {
    return ClientForms.refused(OAuth2Error.INVALID_CLIENT);
  }
}
