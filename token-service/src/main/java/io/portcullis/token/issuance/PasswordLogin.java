package io.portcullis.token.issuance;

import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.account.User;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import java.util.Optional;

/** A first-party login: a password opens a session. */
public final class PasswordLogin {
  private final ClientStore clients;
  private final PasswordVerifier passwords;
  private final SessionOpening opening;
  private final SessionTokenMint mint;

  public PasswordLogin(
      ClientStore clients,
      PasswordVerifier passwords,
      SessionOpening opening,
      SessionTokenMint mint) {
    this.clients = clients;
    this.passwords = passwords;
    this.opening = opening;
    this.mint = mint;
  }

  LoginResult login(LoginRequest request) {
    long issuedAtSeconds = mint.issuedAtSeconds();
    Optional<Client> client =
        clients.find(request.clientId()).filter(PasswordLogin::takesPasswords);
    if (client.isEmpty()) {
      return new LoginResult.ClientRefused();
    }
    return switch (passwords.check(request.email(), request.password())) {
      case PasswordCheck.Accepted(User user) ->
          issued(user, client.get(), request, issuedAtSeconds);
      case PasswordCheck.Rejected() -> new LoginResult.Failed();
      case PasswordCheck.Busy() -> new LoginResult.Busy();
    };
  }

  // Nobody else's app, and no server, has any business with our users' passwords.
  private static boolean takesPasswords(Client client) {
    return client.firstParty() && !client.confidential() && RefreshGrant.mayRefresh(client);
  }

  private LoginResult issued(User user, Client client, LoginRequest request, long issuedAtSeconds) {
    return new LoginResult.Issued(
        opening.open(
            user,
            client,
            request.device(),
            opened ->
                mint.mint(client, Optional.empty(), opened, Optional.empty(), issuedAtSeconds)));
  }
}
