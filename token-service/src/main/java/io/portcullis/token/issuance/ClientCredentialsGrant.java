package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * The client credentials grant (RFC 6749 section 4.4). The token is a session of its own that
 * starts after every revocation that could cover it: revoking the client ends all it has, and one
 * asked for afterwards works at once.
 */
public final class ClientCredentialsGrant {
  /** Its name among a client's grant types. */
  static final String GRANT_TYPE = "client_credentials";

  /** They speak of a user, and here is none. */
  private static final Set<String> USER_SCOPES = Set.of("openid", "offline_access");

  private final ClientAuthenticator clients;
  private final StandingReader standings;
  private final AccessTokenMint mint;
  private final ClientSigningKeys keys;
  private final InstantSource clock;

  public ClientCredentialsGrant(
      ClientAuthenticator clients,
      StandingReader standings,
      AccessTokenMint mint,
      ClientSigningKeys keys,
      InstantSource clock) {
    this.clients = clients;
    this.standings = standings;
    this.mint = mint;
    this.keys = keys;
    this.clock = clock;
  }

  ClientCredentialsResult issue(ClientCredentialsRequest request) {
    long issuedAtSeconds = mint.issuedAtSeconds();
    return switch (clients.authenticate(request.client())) {
      case ClientAuthentication.Refused() -> new ClientCredentialsResult.InvalidClient();
      case ClientAuthentication.Authenticated(Client client) ->
          judge(client, request, issuedAtSeconds);
    };
  }

  private ClientCredentialsResult judge(
      Client client, ClientCredentialsRequest request, long issuedAtSeconds) {
    if (!client.confidential() || !client.grantTypes().contains(GRANT_TYPE)) {
      return new ClientCredentialsResult.UnauthorizedClient();
    }
    if (!request.resources().stream().allMatch(client::mayAsk)) {
      return new ClientCredentialsResult.InvalidTarget();
    }
    Set<String> wanted = request.scopes();
    List<String> granted =
        client.scopes().stream()
            .filter(scope -> !USER_SCOPES.contains(scope))
            .filter(scope -> wanted.isEmpty() || wanted.contains(scope))
            .sorted()
            .toList();
    return granted.size() < wanted.size()
        ? new ClientCredentialsResult.InvalidScope()
        : new ClientCredentialsResult.Issued(token(client, request, granted, issuedAtSeconds));
  }

  private static List<String> audience(Client client, ClientCredentialsRequest request) {
    return request.resources().isEmpty()
        ? List.of(client.accessTokenAudience())
        : request.resources().stream().sorted().toList();
  }

  // As nodes do, all is asked that could cover a token with this sub and tid.
  private IssuedAccessToken token(
      Client client, ClientCredentialsRequest request, List<String> scopes, long issuedAtSeconds) {
    Standing standing = standings.read(Client.TENANT, client.clientId(), client.clientId());
    long sessionStartMillis = standing.cutoffs().sessionStart(clock.millis());
    return mint.mint(
        new TokenHolder.Itself(client, sessionStartMillis, request.client().boundTo(client)),
        audience(client, request),
        scopes,
        issuedAtSeconds,
        keys.forAccessTokens(client, standing.key()));
  }
}
