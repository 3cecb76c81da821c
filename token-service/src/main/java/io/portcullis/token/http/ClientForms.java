package io.portcullis.token.http;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.JWTAuthentication;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientCertificate;
import io.portcullis.token.client.ClientProof;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads forms that clients post (RFC 6749 sections 2.3 and 3.2). What is wrong is thrown as Nimbus
 * throws it, with the error that the client is to hear.
 */
final class ClientForms {

  /** Those of RFC 8707 and RFC 8693. */
  private static final Set<String> REPEATABLE = Set.of("resource", "audience");

  private ClientForms() {}

  /** The request as Nimbus's parsers take it, if it is a form with no parameter sent twice. */
  static HTTPRequest read(Call call, URI endpoint) throws ParseException {
    if (call.headers("authorization").size() > 1) {
      throw refused(OAuth2Error.INVALID_REQUEST);
    }
    HTTPRequest http = new HTTPRequest(HTTPRequest.Method.POST, endpoint);
    for (String contentType : call.headers("content-type")) {
      http.setContentType(contentType);
    }
    call.headers("authorization").forEach(http::setAuthorization);
    http.setBody(call.body());
    http.ensureEntityContentType(ContentType.APPLICATION_URLENCODED);
    Map<String, List<String>> form = http.getBodyAsFormParameters();
    if (form.entrySet().stream()
        .anyMatch(sent -> sent.getValue().size() > 1 && !REPEATABLE.contains(sent.getKey()))) {
      throw refused(OAuth2Error.INVALID_REQUEST);
    }
    return http;
  }

  /** The one value of a parameter; empty when it is missing. */
  static String parameter(HTTPRequest http, String name) throws ParseException {
    List<String> values = http.getBodyAsFormParameters().getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** A parameter that must be there. */
  static String required(HTTPRequest http, String name) throws ParseException {
    String value = parameter(http, name);
    if (value.isEmpty()) {
      throw refused(OAuth2Error.INVALID_REQUEST);
    }
    return value;
  }

  /** How the client proves itself, or only says who it is; nothing when it does not even that. */
  static Optional<ClientProof> proof(Call call, HTTPRequest http) throws ParseException {
    if (methods(http) > 1) {
      throw refused(OAuth2Error.INVALID_REQUEST);
    }
    Optional<ClientProof> proof =
        claimed(http, parameter(http, "client_id"), certificate(call.certificate()));
    if (proof.filter(p -> p.clientId().length() > Client.MAX_ID_CHARACTERS).isPresent()) {
      throw refused(OAuth2Error.INVALID_CLIENT);
    }
    return proof;
  }

  static ParseException refused(ErrorObject error) {
    return new ParseException(error.getCode(), error);
  }

  /** What the client hears of it. */
  static ErrorObject errorOf(GeneralException e) {
    ErrorObject error = e.getErrorObject();
    return error == null || error.getCode() == null ? OAuth2Error.INVALID_REQUEST : error;
  }

  // RFC 6749 5.2, RFC 7521 4.2.1: what cannot be read proves nothing.
  private static Optional<ClientProof> claimed(
      HTTPRequest http, String clientId, Optional<ClientCertificate> certificate)
      throws ParseException {
    try {
      return parameter(http, "client_assertion").isEmpty()
          ? secret(http, clientId, certificate)
          : Optional.of(assertion(http, clientId, certificate));
    } catch (ParseException e) {
      throw refused(OAuth2Error.INVALID_CLIENT);
    }
  }

  // RFC 6749 2.3: one method in each request.
  private static int methods(HTTPRequest http) throws ParseException {
    String authorization = http.getAuthorization();
    int basic =
        authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6) ? 1 : 0;
    int secret = parameter(http, "client_secret").isEmpty() ? 0 : 1;
    int assertion = parameter(http, "client_assertion").isEmpty() ? 0 : 1;
    return basic + secret + assertion;
  }

  private static Optional<ClientCertificate> certificate(PeerCertificate shown)
      throws ParseException {
    return switch (shown) {
      case PeerCertificate.None() -> Optional.empty();
      case PeerCertificate.Shown(ClientCertificate certificate) -> Optional.of(certificate);
      case PeerCertificate.Unreadable() ->
          throw refused(
              OAuth2Error.INVALID_CLIENT.setDescription(
                  "X-Forwarded-Client-Cert is not one element of By, Hash, Cert, Chain, Subject"));
    };
  }

  private static Optional<ClientProof> secret(
      HTTPRequest http, String clientId, Optional<ClientCertificate> certificate)
      throws ParseException {
    return switch (ClientAuthentication.parse(http)) {
      case null ->
          clientId.isEmpty()
              ? Optional.empty()
              : Optional.of(new ClientProof.IdOnly(clientId, certificate));
      case ClientSecretBasic basic ->
          Optional.of(
              new ClientProof.Secret(
                  same(basic.getClientID(), clientId),
                  basic.getClientSecret().getValue(),
                  certificate));
      case ClientSecretPost post ->
          Optional.of(
              new ClientProof.Secret(
                  post.getClientID().getValue(), post.getClientSecret().getValue(), certificate));
      // Nimbus is not told of the certificate: it would guess the method from the look of it.
      default -> throw refused(OAuth2Error.INVALID_CLIENT);
    };
  }

  // Nimbus's parser of whole requests knows no assertion by Ed25519.
  private static ClientProof assertion(
      HTTPRequest http, String clientId, Optional<ClientCertificate> certificate)
      throws ParseException {
    if (!parameter(http, "client_assertion_type").equals(JWTAuthentication.CLIENT_ASSERTION_TYPE)) {
      throw refused(OAuth2Error.INVALID_CLIENT);
    }
    try {
      SignedJWT jwt = SignedJWT.parse(parameter(http, "client_assertion"));
      ClientID proved = JWTAuthenticationClaimsSet.parse(jwt.getJWTClaimsSet()).getClientID();
      return new ClientProof.Assertion(same(proved, clientId), jwt, certificate);
    } catch (java.text.ParseException e) {
      throw refused(OAuth2Error.INVALID_CLIENT);
    }
  }

  private static String same(ClientID proved, String named) throws ParseException {
    if (!named.isEmpty() && !named.equals(proved.getValue())) {
      throw refused(OAuth2Error.INVALID_CLIENT);
    }
    return proved.getValue();
  }
}
