package io.portcullis.token;

import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.client.CertificateAuthorities;
import io.portcullis.token.client.ClientAssertionVerifier;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.client.ClientCertificateVerifier;
import io.portcullis.token.client.DynamoUsedAssertions;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.http.PublicApi;
import io.portcullis.token.issuance.AccessTokenChecker;
import io.portcullis.token.issuance.AccessTokenMint;
import io.portcullis.token.issuance.AuthorizationCodeGrant;
import io.portcullis.token.issuance.ClientCredentialsGrant;
import io.portcullis.token.issuance.ClientSigningKeys;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.CodeSessions;
import io.portcullis.token.issuance.GuardedClientTokens;
import io.portcullis.token.issuance.GuardedTokenIssuer;
import io.portcullis.token.issuance.LimitedTokenIssuer;
import io.portcullis.token.issuance.LoginPlaces;
import io.portcullis.token.issuance.PasswordLogin;
import io.portcullis.token.issuance.RefreshGrant;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.issuance.SessionJudge;
import io.portcullis.token.issuance.SessionOpening;
import io.portcullis.token.issuance.SessionPlaces;
import io.portcullis.token.issuance.SessionTokenMint;
import io.portcullis.token.issuance.SessionWriting;
import io.portcullis.token.issuance.StandingReader;
import io.portcullis.token.issuance.TokenIntrospection;
import io.portcullis.token.issuance.TokenIssuer;
import io.portcullis.token.issuance.TokenRevocation;
import io.portcullis.token.signing.AccessTokenVerifier;
import io.portcullis.token.telemetry.MeteredClientTokens;
import io.portcullis.token.telemetry.MeteredTokenIssuer;

/** All that is done with tokens, wired. */
record Grants(
    TokenIssuer issuer,
    ClientTokens clientTokens,
    AccessTokenChecker checker,
    ClientAuthenticator clients) {
  static Grants wire(
      TokenServiceConfig config,
      Keys keys,
      Storage storage,
      Revocations revocations,
      CertificateAuthorities authorities,
      Limits limits,
      Ambient ambient) {
    String iss = config.issuer().toString();
    AccessTokenVerifier verifier = new AccessTokenVerifier(keys.signing(), iss, ambient.clock());
    AccessTokenChecker checker =
        new AccessTokenChecker(verifier, storage.sessions(), storage.cutoffs());
    StandingReader standings = new StandingReader(storage.cutoffs(), keys.signing());
    SessionJudge judge =
        new SessionJudge(storage.users(), standings, storage.sessions(), revocations, iss);
    ClientAuthenticator clients = clients(config, storage, authorities, ambient);
    ClientTokens clientTokens =
        new GuardedClientTokens(
            new TokenIntrospection(clients, checker, judge),
            new TokenRevocation(clients, verifier, storage.sessions(), revocations, iss),
            storage.connection().clockGuard());
    // From the inside out: the grants, then nothing is issued on a doubtful clock, nor too often,
    // then counted.
    return new Grants(
        new MeteredTokenIssuer(
            new LimitedTokenIssuer(
                issuer(config, keys, storage, revocations, standings, judge, clients, ambient),
                limits.rates(),
                limits.logins(),
                storage.rotation(),
                storage.sessions()),
            ambient.metrics(),
            System::nanoTime),
        new MeteredClientTokens(clientTokens, ambient.metrics(), System::nanoTime),
        checker,
        clients);
  }

  private static ClientAuthenticator clients(
      TokenServiceConfig config,
      Storage storage,
      CertificateAuthorities authorities,
      Ambient ambient) {
    return new ClientAuthenticator(
        storage.clients(),
        new ClientAssertionVerifier(
            PublicApi.audiences(config.issuer()),
            new DynamoUsedAssertions(storage.connection(), ambient.clock()),
            ambient.clock()),
        new ClientCertificateVerifier(authorities, ambient.clock()));
  }

  private static SessionWriting sessionWriting(
      TokenServiceConfig config, Storage storage, Revocations revocations) {
    return new SessionWriting(
        storage.sessions(),
        new SessionPlaces(
            storage.sessions(),
            revocations,
            config.issuer().toString(),
            config.session().maxConcurrent()),
        storage.authorizations().writes(),
        storage.connection().backoff(),
        storage.connection().clockGuard());
  }

  private static TokenIssuer issuer(
      TokenServiceConfig config,
      Keys keys,
      Storage storage,
      Revocations revocations,
      StandingReader standings,
      SessionJudge judge,
      ClientAuthenticator clients,
      Ambient ambient) {
    AccessTokenMint access =
        new AccessTokenMint(
            config.issuer().toString(),
            config.tokens().accessLife(),
            ambient.clock(),
            ambient.random());
    ClientSigningKeys signing =
        new ClientSigningKeys(keys.signing(), OwnKeyRevocations.revokedBy(storage.cutoffs()));
    SessionTokenMint mint = new SessionTokenMint(access, signing, config.issuer().toString());
    SessionOpening opening =
        new SessionOpening(
            standings, sessionWriting(config, storage, revocations), ambient.clock());
    return new GuardedTokenIssuer(
        new PasswordLogin(storage.clients(), storage.passwords(), opening, mint),
        new RefreshGrant(
            clients, storage.rotation(), judge, mint, storage.connection().clockGuard()),
        codes(
            storage.authorizations().stores(),
            new LoginPlaces(
                storage.authorizations().stores().logins(),
                storage.sessions(),
                revocations,
                config.issuer().toString()),
            judge,
            clients,
            opening,
            mint),
        new ClientCredentialsGrant(clients, standings, access, signing, ambient.clock()),
        storage.connection().clockGuard());
  }

  private static AuthorizationCodeGrant codes(
      Authorizations.Stores stores,
      LoginPlaces places,
      SessionJudge judge,
      ClientAuthenticator clients,
      SessionOpening opening,
      SessionTokenMint mint) {
    return new AuthorizationCodeGrant(
        clients,
        stores.codes(),
        new CodeSessions(stores.codes(), stores.logins(), places, judge, opening),
        judge,
        mint);
  }
}
