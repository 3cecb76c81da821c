package io.portcullis.token;

import io.portcullis.kit.config.ConfigException;
import io.portcullis.kit.config.ConfigReader;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.account.User;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.client.BackchannelLogout;
import io.portcullis.token.client.CertificateRules;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientKeys;
import io.portcullis.token.client.ClientSecret;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.client.RefreshRules;
import io.portcullis.token.client.TokenAlgorithms;
import io.portcullis.token.config.SeedClient;
import io.portcullis.token.config.SeedConfig;
import io.portcullis.token.config.SeedUser;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds our own app's client, and what a seed file names, as often as it is run. */
final class Seeder {
  private static final int USER_ID_BYTES = 16;
  private static final int SHOWN_CLIENTS = 10;
  private static final Client OWN_APP =
      new Client(
          "portcullis-app",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of("refresh_token"),
          Set.of("openid", "profile", "email", "read", "write", "pay"),
          List.of(),
          List.of(),
          "api",
          Set.of(),
          Set.of(),
          RefreshRules.USUAL,
          true,
          false,
          TokenAlgorithms.USUAL,
          Set.of(),
          Optional.empty(),
          CertificateRules.NONE);

  private final ClientStore clients;
  private final UserStore users;
  private final PasswordVerifier passwords;
  private final SecureRandom random;

  Seeder(ClientStore clients, UserStore users, PasswordVerifier passwords, SecureRandom random) {
    this.clients = clients;
    this.users = users;
    this.passwords = passwords;
    this.random = random;
  }

  /**
   * Clients in the file replace their registration; users that are there stay as they are.
   *
   * @param rs256 whether keys of RS256 are kept; without them no client may count on any
   */
  void seed(@Nullable Path file, boolean rs256) throws StartupException {
    SeedConfig seed = file == null ? new SeedConfig(List.of(), List.of()) : read(file);
    try {
      if (clients.find(OWN_APP.clientId()).isEmpty()) {
        clients.put(OWN_APP);
      }
      for (Client client : seed.clients().stream().map(Seeder::client).toList()) {
        if (client.algorithms().needRs256() && !rs256) {
          throw new IllegalArgumentException(
              "the client " + client.clientId() + " asks for RS256, so signing.rs256 must be true");
        }
        clients.put(client);
      }
      seed.users().forEach(this::add);
      Set<String> registered = rs256 ? Set.of() : clients.rs256Clients();
      if (!registered.isEmpty()) {
        throw new StartupException(
            "signing.rs256: must be true while clients are registered for RS256: "
                + registered.stream().sorted().limit(SHOWN_CLIENTS).toList());
      }
    } catch (StorageUnavailableException e) {
      throw new StartupException("users and clients cannot be seeded: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new StartupException("the seed file " + file + ": " + e.getMessage(), e);
    }
  }

  private static SeedConfig read(Path file) throws StartupException {
    try {
      return ConfigReader.read(SeedConfig.class, file, Map.of());
    } catch (ConfigException e) {
      throw new StartupException(String.join("; ", e.faults()), e);
    }
  }

  private static Client client(SeedClient seed) {
    return new Client(
        seed.clientId(),
        Optional.ofNullable(seed.clientName()),
        Optional.ofNullable(seed.clientSecret())
            .map(secret -> ClientSecret.parse(secret.reveal()).hash()),
        Optional.ofNullable(seed.jwks()).map(ClientKeys::parse),
        Set.copyOf(seed.grantTypes()),
        Set.copyOf(seed.scopes()),
        seed.redirectUris(),
        seed.postLogoutRedirectUris(),
        seed.accessTokenAudience(),
        Set.copyOf(seed.resources()),
        Set.copyOf(seed.introspects()),
        new RefreshRules(Optional.ofNullable(seed.refreshGrace()), seed.rotateRefreshTokens()),
        seed.firstParty(),
        seed.requirePushedAuthorizationRequests(),
        new TokenAlgorithms(
            Optional.ofNullable(seed.idTokenSignedResponseAlg()),
            Optional.ofNullable(seed.accessTokenSignedResponseAlg())),
        Set.copyOf(seed.webOrigins()),
        BackchannelLogout.of(
            Optional.ofNullable(seed.backchannelLogoutUri()),
            seed.backchannelLogoutSessionRequired()),
        SeedCertificates.rules(seed));
  }

  private void add(SeedUser seed) {
    EmailAddress email =
        EmailAddress.parse(seed.email())
            .orElseThrow(() -> new IllegalArgumentException("an e-mail address is not one"));
    if (users.findByEmail(email).isEmpty()) {
      String userId = seed.userId() == null ? newUserId() : seed.userId();
      users.add(
          new User(
              seed.tenant(),
              userId,
              Optional.of(email),
              Optional.of(passwords.hash(seed.password().reveal())),
              true));
    }
  }

  private String newUserId() {
    byte[] id = new byte[USER_ID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
