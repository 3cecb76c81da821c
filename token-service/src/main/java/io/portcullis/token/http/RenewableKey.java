package io.portcullis.token.http;

import io.portcullis.kit.tls.ServerIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Our certificate and key of the moment. A handshake under way ends with those it began with. */
final class RenewableKey extends X509ExtendedKeyManager {
  /** An identity by the name that one handshake knows it by. */
  private record Named(String alias, ServerIdentity identity) {}

  private volatile List<Named> newestFirst = List.of();
  private int renewals;

  synchronized void renew(ServerIdentity identity) {
    newestFirst =
        Stream.concat(
                Stream.of(new Named(Integer.toString(++renewals), identity)),
                newestFirst.stream().limit(1))
            .toList();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return newestFirst.stream()
        .limit(1)
        .filter(named -> named.identity().key().getAlgorithm().equals(keyType))
        .map(Named::alias)
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(alias)
        .map(identity -> identity.chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(alias).map(ServerIdentity::key).orElse(null);
  }

  private Optional<ServerIdentity> find(String alias) {
    return newestFirst.stream()
        .filter(named -> named.alias().equals(alias))
        .map(Named::identity)
        .findFirst();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
