package io.portcullis.token.http;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.claims.ClaimType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.portcullis.token.client.ClientKeys;
import io.portcullis.token.signing.SigningAlgorithm;
import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.signing.SigningKeys;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code GET /.well-known/openid-configuration} and {@code /.well-known/oauth-authorization-server}
 * (OpenID Connect Discovery, RFC 8414): what works, and nothing else.
 */
final class MetadataEndpoint implements Endpoint {
  private static final List<ClientAuthenticationMethod> EVERYWHERE =
      List.of(
          ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
          ClientAuthenticationMethod.CLIENT_SECRET_POST,
          ClientAuthenticationMethod.PRIVATE_KEY_JWT);

  private final URI issuer;
  private final SigningKeys keys;
  private final List<CertificateMethod> certificates;

  MetadataEndpoint(URI issuer, SigningKeys keys, List<CertificateMethod> certificates) {
    this.issuer = issuer;
    this.keys = keys;
    this.certificates = List.copyOf(certificates);
  }

  @Override
  public Reply answer(Call call) {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(
            new Issuer(issuer), List.of(SubjectType.PUBLIC), at(PublicApi.JWKS));
    users(metadata);
    clients(metadata);
    return Reply.of(200, "application/json", metadata.toJSONObject().toJSONString())
        .with("Cache-Control", "max-age=300");
  }

  private void users(OIDCProviderMetadata metadata) {
    metadata.setAuthorizationEndpointURI(at(PublicApi.AUTHORIZE));
    metadata.setPushedAuthorizationRequestEndpointURI(at(PublicApi.PUSHED_AUTHORIZATION));
    metadata.setUserInfoEndpointURI(at(PublicApi.USER_INFO));
    metadata.setEndSessionEndpointURI(at(PublicApi.LOGOUT));
    metadata.setSupportsBackChannelLogout(true);
    metadata.setSupportsBackChannelLogoutSession(true);
    metadata.setScopes(new Scope("openid", "email", "offline_access"));
    metadata.setResponseTypes(List.of(ResponseType.CODE));
    metadata.setResponseModes(List.of(ResponseMode.QUERY));
    metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    metadata.setSupportsAuthorizationResponseIssuerParam(true);
    metadata.setSupportsRequestURIParam(false);
    metadata.setSupportsRequestParam(false);
    metadata.setSupportsClaimsParams(false);
    metadata.setClaimTypes(List.of(ClaimType.NORMAL));
    metadata.setClaims(
        List.of("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "sid", "email"));
    metadata.setIDTokenJWSAlgs(algorithms());
    metadata.setPromptTypes(
        List.of(
            Prompt.Type.NONE, Prompt.Type.LOGIN, Prompt.Type.CONSENT, Prompt.Type.SELECT_ACCOUNT));
  }

  private void clients(OIDCProviderMetadata metadata) {
    metadata.setTokenEndpointURI(at(PublicApi.TOKEN));
    metadata.setIntrospectionEndpointURI(at(PublicApi.INTROSPECT));
    metadata.setRevocationEndpointURI(at(PublicApi.REVOKE));
    metadata.setGrantTypes(
        List.of(
            GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS));
    List<ClientAuthenticationMethod> confidential =
        Stream.concat(EVERYWHERE.stream(), certificates.stream().map(CertificateMethod::method))
            .toList();
    List<ClientAuthenticationMethod> all =
        Stream.concat(Stream.of(ClientAuthenticationMethod.NONE), confidential.stream()).toList();
    metadata.setSupportsTLSClientCertificateBoundAccessTokens(!certificates.isEmpty());
    metadata.setTokenEndpointAuthMethods(all);
    metadata.setTokenEndpointJWSAlgs(ClientKeys.ALGORITHMS);
    metadata.setIntrospectionEndpointAuthMethods(confidential);
    metadata.setIntrospectionEndpointJWSAlgs(ClientKeys.ALGORITHMS);
    metadata.setRevocationEndpointAuthMethods(all);
    metadata.setRevocationEndpointJWSAlgs(ClientKeys.ALGORITHMS);
  }

  private List<JWSAlgorithm> algorithms() {
    return Stream.of(keys.signers(), keys.signers(SigningAlgorithm.RS256))
        .flatMap(List::stream)
        .map(SigningKey::algorithm)
        .distinct()
        .toList();
  }

  private URI at(String path) {
    return URI.create(issuer + path);
  }
}
