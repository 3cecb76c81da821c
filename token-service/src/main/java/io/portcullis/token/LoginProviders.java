package io.portcullis.token;

import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.token.browser.BrowserPages;
import io.portcullis.token.config.LoginConfig;
import io.portcullis.token.config.ProviderConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.federation.Provider;
import io.portcullis.token.federation.ProviderHttp;
import io.portcullis.token.federation.Providers;
import io.portcullis.token.federation.RelyingParty;
import io.portcullis.token.issuance.LoginLimits;
import java.util.ArrayList;
import java.util.List;

/** Wires the other providers by which users may log in. */
final class LoginProviders {
  private LoginProviders() {}

  static BrowserPages.Federation wire(
      TokenServiceConfig config, Storage storage, LoginLimits limits, Ambient ambient)
      throws StartupException {
    List<RelyingParty> parties = parties(config, ambient);
    // A provider that is away keeps nobody waiting, neither us now nor a page later.
    parties.forEach(party -> Thread.ofVirtual().name("provider").start(party::prepare));
    return new BrowserPages.Federation(
        new Providers(parties), storage.authorizations().visits(), storage.users(), limits);
  }

  private static List<RelyingParty> parties(TokenServiceConfig config, Ambient ambient)
      throws StartupException {
    LoginConfig login = config.login();
    List<RelyingParty> parties = new ArrayList<>();
    for (int i = 0; i < login.providers().size(); i++) {
      ProviderConfig provider = login.providers().get(i);
      parties.add(
          new RelyingParty(
              new Provider(
                  provider.id(),
                  provider.name(),
                  provider.issuer(),
                  BrowserPages.callback(config.issuer(), provider.id()),
                  provider.clientId(),
                  SecretFile.read(
                      "login.providers[" + i + "].client_secret_file", provider.clientSecretFile()),
                  provider.scopes(),
                  provider.trustEmail()),
              new ProviderHttp(provider.issuer(), login.providerTimeout()),
              ambient.clock(),
              ambient.random()));
    }
    return parties;
  }
}
