package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.notBlank;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import io.portcullis.kit.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client to register.
 *
 * @param clientName what users read on the pages; the id without it
 * @param clientSecret at least 22 random characters
 * @param jwks public keys for {@code private_key_jwt} or {@code self_signed_tls_client_auth}, a JWK
 *     set as JSON; without these, a secret and a certificate the client is public
 * @param accessTokenAudience {@code aud} of its access tokens, unless it asks for a resource
 * @param resources absolute URIs that its tokens may be asked for (RFC 8707)
 * @param firstParty one of our own apps: no consent is asked for, but for {@code offline_access}
 * @param idTokenSignedResponseAlg RS256, which needs {@code signing.rs256}; the usual one without
 *     it
 * @param accessTokenSignedResponseAlg the same for its access tokens
 * @param webOrigins of its pages, which may read our answers in a browser (CORS)
 * @param backchannelLogoutUri where it hears of ended sessions; https, or http on loopback
 * @param backchannelLogoutSessionRequired whether it can do nothing without {@code sid}
 * @param requirePushedAuthorizationRequests takes authorization requests only if it pushed them
 * @param introspects audiences whose tokens it may introspect besides its own
 * @param refreshGrace instead of the service's own, 0 to 60 s
 * @param tokenEndpointAuthMethod only where it is by a certificate (RFC 8705)
 * @param tlsClientAuthSubjectDn of the certificate of {@code tls_client_auth}: this, or exactly one
 *     of the four alternative names
 * @param tlsClientCertificateBoundAccessTokens its access tokens are good only beside the
 *     certificate it showed when it got them
 * @param rotateRefreshTokens false for a confidential client that goes on with the same one
 */
public record SeedClient(
    String clientId,
    @Nullable String clientName,
    @Nullable Secret clientSecret,
    @Nullable String jwks,
    List<String> grantTypes,
    List<String> scopes,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    String accessTokenAudience,
    List<String> resources,
    List<String> introspects,
    @Nullable Duration refreshGrace,
    Boolean rotateRefreshTokens,
    Boolean firstParty,
    Boolean requirePushedAuthorizationRequests,
    @Nullable String idTokenSignedResponseAlg,
    @Nullable String accessTokenSignedResponseAlg,
    List<String> webOrigins,
    @Nullable String backchannelLogoutUri,
    Boolean backchannelLogoutSessionRequired,
    @Nullable CertificateMethod tokenEndpointAuthMethod,
    @Nullable String tlsClientAuthSubjectDn,
    @Nullable String tlsClientAuthSanDns,
    @Nullable String tlsClientAuthSanUri,
    @Nullable String tlsClientAuthSanIp,
    @Nullable String tlsClientAuthSanEmail,
    Boolean tlsClientCertificateBoundAccessTokens) {
  /** How a client proves itself by a certificate. */
  public enum CertificateMethod {
    /** By one that an authority signed, with its name. */
    TLS_CLIENT_AUTH,
    /** By one for a key of its {@code jwks}. */
    SELF_SIGNED_TLS_CLIENT_AUTH
  }

  public SeedClient {
    notBlank("client_id", clientId);
    grantTypes = or(grantTypes, List.of("refresh_token"));
    scopes = or(scopes, List.of());
    redirectUris = or(redirectUris, List.of());
    postLogoutRedirectUris = or(postLogoutRedirectUris, List.of());
    accessTokenAudience = or(accessTokenAudience, "api");
    resources = or(resources, List.of());
    introspects = or(introspects, List.of());
    if (refreshGrace != null) {
      refreshGrace = between("refresh_grace", refreshGrace, Duration.ZERO, Duration.ofSeconds(60));
    }
    rotateRefreshTokens = or(rotateRefreshTokens, true);
    webOrigins = or(webOrigins, List.of());
    backchannelLogoutSessionRequired = or(backchannelLogoutSessionRequired, false);
    firstParty = or(firstParty, false);
    requirePushedAuthorizationRequests = or(requirePushedAuthorizationRequests, false);
    tlsClientCertificateBoundAccessTokens = or(tlsClientCertificateBoundAccessTokens, false);
    long names =
        Stream.of(
                tlsClientAuthSubjectDn,
                tlsClientAuthSanDns,
                tlsClientAuthSanUri,
                tlsClientAuthSanIp,
                tlsClientAuthSanEmail)
            .filter(Objects::nonNull)
            .count();
    that(
        names == (tokenEndpointAuthMethod == CertificateMethod.TLS_CLIENT_AUTH ? 1 : 0),
        "token_endpoint_auth_method",
        "tls_client_auth needs exactly one of tls_client_auth_subject_dn, tls_client_auth_san_dns,"
            + " tls_client_auth_san_uri, tls_client_auth_san_ip and tls_client_auth_san_email, and no"
            + " other method takes one; here are "
            + names);
  }
}
