package io.portcullis.token;

import io.portcullis.kit.config.DataSize;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.browser.BrowserPages;
import io.portcullis.token.config.ClientCertificateConfig;
import io.portcullis.token.config.LimitsConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.http.AdminApi;
import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.BearerCheck;
import io.portcullis.token.http.CertificateMethod;
import io.portcullis.token.http.DeviceLabels;
import io.portcullis.token.http.HttpLimits;
import io.portcullis.token.http.HttpListener;
import io.portcullis.token.http.OwnedIssuers;
import io.portcullis.token.http.PublicApi;
import io.portcullis.token.http.Reauthentication;
import io.portcullis.token.http.Routes;
import io.portcullis.token.http.Transport;
import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.issuance.LimitedPasswords;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.issuance.UserInfoReader;
import io.portcullis.token.session.Devices;
import io.portcullis.token.signing.IdTokenVerifier;
import io.portcullis.token.signing.JsonWebKeySet;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The two listeners that people and programs talk to. */
record FrontDoors(int publicPort, int adminPort) {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = DRAIN.plusSeconds(2);

  static FrontDoors open(
      TokenServiceConfig config,
      Keys keys,
      Storage storage,
      RevocationSystem revocation,
      Ambient ambient,
      Lifecycle lifecycle)
      throws StartupException {
    LimitsConfig limits = config.limits();
    Limits rates = Limits.wire(limits, revocation.redis(), ambient);
    AdminApi adminApi =
        new AdminApi(
                new OwnedIssuers(
                    config.issuer().toString(),
                    Set.copyOf(config.foreignIssuers()),
                    config.homesByIssuer()),
                revocation.revocations(),
                keys.bootstrapToken(),
                rates.rates())
            .keys(SigningRoom.start(config, keys, storage, ambient, lifecycle));
    HttpListener admin =
        HttpListener.start(
            "listener.admin",
            config.listener().admin(),
            Transport.plain(),
            adminApi.routes(),
            limits(limits, limits.adminBodyBytes()),
            ambient.random());
    lifecycle.onClose("admin listener", STOP_LIMIT, admin::close);
    CertificateRoom certificates = CertificateRoom.open(config.listener(), ambient, lifecycle);
    HttpListener open =
        HttpListener.start(
            "listener.public",
            config.listener().publicApi(),
            certificates.transport(),
            publicApi(
                config, keys, storage, revocation.revocations(), certificates, rates, ambient),
            limits(limits, limits.bodyBytes()),
            ambient.random());
    lifecycle.onClose("public listener", STOP_LIMIT, open::close);
    return new FrontDoors(open.port(), admin.port());
  }

  private static Routes publicApi(
      TokenServiceConfig config,
      Keys keys,
      Storage storage,
      Revocations revocations,
      CertificateRoom certificates,
      Limits limits,
      Ambient ambient)
      throws StartupException {
    JsonWebKeySet keySet = new JsonWebKeySet(keys.signing());
    Devices devices = new Devices(keys.refresh(), new DeviceLabels()::label);
    Grants grants =
        Grants.wire(
            config, keys, storage, revocations, certificates.authorities(), limits, ambient);
    IdTokenVerifier idTokens =
        new IdTokenVerifier(
            keys.signing(),
            OwnKeyRevocations.revokedBy(storage.cutoffs()),
            config.issuer().toString());
    BrowserLogout logout =
        new BrowserLogout(
            storage.users(),
            storage.authorizations().stores().logins(),
            storage.sessions(),
            revocations,
            config.issuer().toString());
    LimitedPasswords passwords =
        new LimitedPasswords(storage.passwords(), storage.users(), limits.logins());
    AuthorizationRequests requests = new AuthorizationRequests(storage.clients(), idTokens);
    PublicApi api =
        new PublicApi(config.issuer(), storage.clients())
            .metadata(keys.signing(), certificateMethods(config.listener().clientCertificate()))
            .keys(
                () -> keySet.render(OwnKeyRevocations.revokedBy(storage.cutoffs())),
                config.signing().jwksMaxAge(),
                ambient.clock())
            .grants(grants.issuer(), devices)
            .clientTokens(grants.clientTokens(), limits.rates())
            .pushedRequests(
                grants.clients(), requests, storage.authorizations().pushed(), limits.rates())
            .userInfo(new UserInfoReader(grants.checker(), storage.users()))
            .sessions(
                new BearerCheck(grants.checker(), storage.clients()),
                storage.sessions(),
                revocations,
                logout,
                new Reauthentication(passwords, devices, ambient.clock()));
    BrowserPages.addTo(
        api.routes(),
        config.issuer(),
        authorization(storage, requests, ambient),
        people(config, storage, logout, passwords, devices, limits),
        LoginProviders.wire(config, storage, limits.logins(), ambient),
        storage.clients(),
        idTokens);
    return api.routes();
  }

  private static List<CertificateMethod> certificateMethods(ClientCertificateConfig config) {
    return config.from() == ClientCertificateConfig.Source.NONE
        ? List.of()
        : config.hasCa()
            ? List.of(CertificateMethod.PKI, CertificateMethod.SELF_SIGNED)
            : List.of(CertificateMethod.SELF_SIGNED);
  }

  private static BrowserPages.Authorization authorization(
      Storage storage, AuthorizationRequests requests, Ambient ambient) {
    AuthorizationStorage kept = storage.authorizations();
    RandomIds ids = new RandomIds(ambient.random());
    return new BrowserPages.Authorization(
        new Authorizations(
            kept.stores(),
            storage.users(),
            storage.cutoffs(),
            ids,
            ambient.clock(),
            storage.connection().clockGuard()),
        requests,
        kept.pushed(),
        kept.interactions(),
        ids);
  }

  private static BrowserPages.People people(
      TokenServiceConfig config,
      Storage storage,
      BrowserLogout logout,
      LimitedPasswords passwords,
      Devices devices,
      Limits limits) {
    return new BrowserPages.People(
        storage.users(),
        passwords,
        devices,
        storage.sessions(),
        logout,
        config.session().browserLogin(),
        limits.rates());
  }

  private static HttpLimits limits(LimitsConfig limits, DataSize bodyBytes) {
    return new HttpLimits(
        bodyBytes.toIntBytes(),
        limits.headerBytes().toIntBytes(),
        limits.readTimeout(),
        limits.concurrentRequests(),
        limits.trustedProxies(),
        DRAIN);
  }
}
