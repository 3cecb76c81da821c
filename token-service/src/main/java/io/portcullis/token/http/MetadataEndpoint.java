package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import io.portcullis.token.client.ClientKeys;
import java.net.URI;
import java.util.List;

/**
 * {@code GET /.well-known/oauth-authorization-server} (RFC 8414): what works, and nothing else.
 * {@code response_types_supported} is required there and empty here: there is no authorization
 * endpoint.
 */
final class MetadataEndpoint implements Endpoint {
  private static final List<ClientAuthenticationMethod> CONFIDENTIAL_CLIENTS =
      List.of(
          ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
          ClientAuthenticationMethod.CLIENT_SECRET_POST,
          ClientAuthenticationMethod.PRIVATE_KEY_JWT);
  private static final List<ClientAuthenticationMethod> ALL_CLIENTS =
      List.of(
          ClientAuthenticationMethod.NONE,
          ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
          ClientAuthenticationMethod.CLIENT_SECRET_POST,
          ClientAuthenticationMethod.PRIVATE_KEY_JWT);

  private final Reply reply;

  MetadataEndpoint(URI issuer) {
    AuthorizationServerMetadata metadata =
        new AuthorizationServerMetadata(new Issuer(issuer.toString()));
    metadata.setTokenEndpointURI(URI.create(issuer + PublicApi.TOKEN));
    metadata.setJWKSetURI(URI.create(issuer + PublicApi.JWKS));
    metadata.setIntrospectionEndpointURI(URI.create(issuer + PublicApi.INTROSPECT));
    metadata.setRevocationEndpointURI(URI.create(issuer + PublicApi.REVOKE));
    metadata.setGrantTypes(List.of(GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS));
    metadata.setTokenEndpointAuthMethods(ALL_CLIENTS);
    metadata.setTokenEndpointJWSAlgs(ClientKeys.ALGORITHMS);
    metadata.setIntrospectionEndpointAuthMethods(CONFIDENTIAL_CLIENTS);
    metadata.setIntrospectionEndpointJWSAlgs(ClientKeys.ALGORITHMS);
    metadata.setRevocationEndpointAuthMethods(ALL_CLIENTS);
    metadata.setRevocationEndpointJWSAlgs(ClientKeys.ALGORITHMS);
    metadata.setResponseTypes(List.of());
    var json = metadata.toJSONObject();
    json.putIfAbsent("response_types_supported", List.of());
    reply =
        Reply.of(200, "application/json", json.toJSONString()).with("Cache-Control", "max-age=300");
  }

  @Override
  public Reply answer(Call call) {
    return reply;
  }
}
