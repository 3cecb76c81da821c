package io.portcullis.token.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A registered OAuth client.
 *
 * @param clientId at most 128 visible ASCII characters without a comma
 * @param name by which users know it; they read its id if it has none
 * @param secretHash SHA-256 of the secret, in hexadecimal
 * @param keys by which it signs assertions, or that its self-signed certificates are for; a client
 *     without secret, keys and certificate is public
 * @param grantTypes names of RFC 6749, e.g. {@code refresh_token}
 * @param scopes all that it may be given
 * @param redirectUris compared byte for byte, but for the port of a public client's loopback
 *     address
 * @param postLogoutRedirectUris compared byte for byte
 * @param accessTokenAudience {@code aud} of its access tokens when it names no resource
 * @param resources what its access tokens may be asked for (RFC 8707), besides that
 * @param firstParty one of our own apps: its users need not agree to what they ask it for
 * @param algorithms what its tokens are signed with
 * @param webOrigins of its pages, which may read our answers in a browser (CORS)
 * @param requirePushedAuthorizationRequests takes authorization requests only if it pushed them
 *     (RFC 9126)
 * @param introspects whose tokens it may introspect besides its own: the {@code aud} values for
 *     which it is the resource server, besides its own id
 * @param backchannelLogout where it hears of ended sessions, if anywhere
 * @param certificates whether it proves itself by one, and what they are for besides
 * @param refresh how its refresh tokens are used; only a confidential client's may go unrotated
 */
public record Client(
    String clientId,
    Optional<String> name,
    Optional<String> secretHash,
    Optional<ClientKeys> keys,
    Set<String> grantTypes,
    Set<String> scopes,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    String accessTokenAudience,
    Set<String> resources,
    Set<String> introspects,
    RefreshRules refresh,
    boolean firstParty,
    boolean requirePushedAuthorizationRequests,
    TokenAlgorithms algorithms,
    Set<String> webOrigins,
    Optional<BackchannelLogout> backchannelLogout,
    CertificateRules certificates) {
  /**
   * Clients belong to no tenant; their own tokens are in this one, as are tokens that name none.
   */
  public static final String TENANT = "default";

  /** Of a client id. */
  public static final int MAX_ID_CHARACTERS = 128;

  private static final Pattern CLIENT_ID =
      Pattern.compile("[!-+\\--~]{1," + MAX_ID_CHARACTERS + "}");

  // No control characters, and none that turn the direction of what stands beside them.
  private static final Pattern NAME =
      Pattern.compile("(?U)(?=\\S)[^\\p{C}\\p{Zl}\\p{Zp}]{0,63}[^\\p{C}\\p{Z}]");

  // RFC 6749 3.3
  private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,128}");

  public Client {
    if (!CLIENT_ID.matcher(clientId).matches()) {
      throw new IllegalArgumentException(
          "a client id is at most 128 visible ASCII characters without a comma");
    }
    if (!name.stream().allMatch(text -> NAME.matcher(text).matches())) {
      throw new IllegalArgumentException(
          "a client_name is 1 to 64 characters that can be seen, and spaces between them");
    }
    if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
      throw new IllegalArgumentException("a scope is no scope token of RFC 6749 section 3.3");
    }
    if (!resources.stream().allMatch(Client::isResource)) {
      throw new IllegalArgumentException(
          "a resource is an absolute URI without a fragment (RFC 8707 section 2)");
    }
    // RFC 9700 4.14.2: a public client's are rotated or bound to a key.
    boolean confidential =
        secretHash.isPresent() || keys.isPresent() || certificates.authenticate();
    if (!refresh.rotates() && !confidential) {
      throw new IllegalArgumentException(
          "the public client " + clientId + " must have its refresh tokens rotated");
    }
    if (certificates.name().isPresent() && (secretHash.isPresent() || keys.isPresent())) {
      throw new IllegalArgumentException(
          "the client " + clientId + " is of tls_client_auth, so it has neither secret nor jwks");
    }
    if (certificates.selfSigned() && (secretHash.isPresent() || keys.isEmpty())) {
      throw new IllegalArgumentException(
          "the client "
              + clientId
              + " is of self_signed_tls_client_auth, so it has a jwks and no secret");
    }
    // RFC 8705 4: its refresh tokens would have to be bound as well.
    if (certificates.boundTokens() && !confidential) {
      throw new IllegalArgumentException(
          "the public client "
              + clientId
              + " cannot have its access tokens bound to a certificate");
    }
    if (!Stream.of(redirectUris, postLogoutRedirectUris)
        .flatMap(List::stream)
        .allMatch(RedirectUris::isRegistrable)) {
      throw new IllegalArgumentException(RedirectUris.RULE);
    }
    if (!webOrigins.stream().allMatch(Client::isOrigin)) {
      throw new IllegalArgumentException(
          "a web origin is scheme://host or scheme://host:port, by https, or by http on loopback");
    }
    webOrigins = Set.copyOf(webOrigins);
    resources = Set.copyOf(resources);
    introspects = Set.copyOf(introspects);
    grantTypes = Set.copyOf(grantTypes);
    scopes = Set.copyOf(scopes);
    redirectUris = List.copyOf(redirectUris);
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
  }

  /** What users read of it. */
  public String displayName() {
    return name.orElse(clientId);
  }

  /** Whether it can keep a secret or a private key (RFC 6749 section 2.1). */
  public boolean confidential() {
    return secretHash.isPresent() || keys.isPresent() || certificates.authenticate();
  }

  /** Where a code for it may be sent, if this is one of these places. */
  public Optional<URI> redirectUri(String asked) {
    return RedirectUris.find(redirectUris, asked, !confidential());
  }

  /** Where its user may be sent after a logout, if this is one of these places. */
  public Optional<URI> postLogoutRedirectUri(String asked) {
    return RedirectUris.find(postLogoutRedirectUris, asked, false);
  }

  /** Whether its tokens may be for this {@code aud}. */
  public boolean mayAsk(String audience) {
    return audience.equals(accessTokenAudience) || resources.contains(audience);
  }

  /** Whether it is the one that tokens with this {@code aud} are meant for. */
  public boolean isMeantBy(String audience) {
    return audience.equals(clientId) || introspects.contains(audience);
  }

  // As a browser writes it (RFC 6454 section 6.2).
  private static boolean isOrigin(String text) {
    return RedirectUris.isRegistrable(text)
        && text.matches(
            "https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+\\](:[0-9]{1,5})?");
  }

  private static boolean isResource(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "Client[" + clientId + "]";
  }
}
