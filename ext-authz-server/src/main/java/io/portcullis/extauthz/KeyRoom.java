package io.portcullis.extauthz;

import io.portcullis.extauthz.config.IssuerConfig;
import io.portcullis.extauthz.config.JwksConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.jwks.DiscoveredJwksSource;
import io.portcullis.extauthz.jwks.FileJwksSource;
import io.portcullis.extauthz.jwks.HttpJwksSource;
import io.portcullis.extauthz.jwks.IssuerDocuments;
import io.portcullis.extauthz.jwks.IssuerKeys;
import io.portcullis.extauthz.jwks.JwksListener;
import io.portcullis.extauthz.jwks.JwksRefresher;
import io.portcullis.extauthz.jwks.JwksSource;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwks.KeySet;
import io.portcullis.extauthz.jwks.LastGoodKeys;
import io.portcullis.extauthz.jwks.RefreshTimes;
import io.portcullis.extauthz.jwt.ClaimNames;
import io.portcullis.extauthz.jwt.IssuerSettings;
import io.portcullis.extauthz.jwt.TrustedIssuer;
import io.portcullis.kit.lifecycle.StartupException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The issuers, their keys, and who keeps them current. */
final class KeyRoom implements AutoCloseable {
  private record Issuer(IssuerConfig config, IssuerKeys keys, JwksRefresher refresher) {}

  private final Map<String, Issuer> issuers;

  private KeyRoom(Map<String, Issuer> issuers) {
    this.issuers = issuers;
  }

  /**
   * Reads nothing from the network yet.
   *
   * @param proofMillis how old the keys' own proof may be at this moment
   */
  static KeyRoom open(
      ServerConfig config, InstantSource clock, JwksListener listener, LongSupplier proofMillis)
      throws StartupException {
    Map<String, Issuer> issuers = new LinkedHashMap<>();
    for (int i = 0; i < config.issuers().size(); i++) {
      IssuerConfig issuer = config.issuers().get(i);
      JwksConfig jwks = issuer.jwks();
      IssuerKeys keys = new IssuerKeys();
      Path kept = jwks.lastGoodFile();
      JwksRefresher refresher =
          new JwksRefresher(
              new JwksRefresher.Target(
                  issuer.issuer(),
                  keys,
                  source("issuers[" + i + "].jwks", issuer),
                  kept == null ? LastGoodKeys.nowhere() : LastGoodKeys.in(kept)),
              new RefreshTimes(
                  jwks.refresh().toMillis(),
                  jwks.unknownKidInterval().toMillis(),
                  proofMillis,
                  RandomGenerator.getDefault()),
              clock,
              listener);
      issuers.put(issuer.issuer(), new Issuer(issuer, keys, refresher));
    }
    return new KeyRoom(issuers);
  }

  void start() {
    issuers.values().forEach(issuer -> issuer.refresher.start());
  }

  @Override
  public void close() {
    issuers.values().forEach(issuer -> issuer.refresher.close());
  }

  Collection<IssuerKeys> all() {
    return issuers.values().stream().map(Issuer::keys).toList();
  }

  List<TrustedIssuer> trustedIssuers() {
    return issuers.values().stream()
        .map(issuer -> new TrustedIssuer(settings(issuer.config), issuer.keys))
        .toList();
  }

  /** Issuers whose keys readiness still waits for. */
  List<String> missing() {
    return issuers.values().stream()
        .filter(issuer -> issuer.config.required() && !issuer.keys.current().loaded())
        .map(issuer -> issuer.config.issuer())
        .toList();
  }

  /** When the issuer itself last published this key, Unix milliseconds; 0 for never. */
  long provenAtMillis(String issuerName, String keyId) {
    Issuer issuer = issuers.get(issuerName);
    if (issuer == null) {
      return 0;
    }
    KeySet keys = issuer.keys.current();
    return keys.find(keyId) == null ? 0 : keys.provenAtMillis();
  }

  private static JwksSource source(String key, IssuerConfig issuer) throws StartupException {
    JwksConfig jwks = issuer.jwks();
    int maxBytes = jwks.maxBytes().toIntBytes();
    Path file = jwks.file();
    if (file != null) {
      return new FileJwksSource(readable(key + ".file", file), maxBytes);
    }
    IssuerDocuments documents = new IssuerDocuments(jwks.timeout(), maxBytes, jwks.allowInsecure());
    URI uri = jwks.uri();
    return uri == null
        ? new DiscoveredJwksSource(issuer.issuer(), documents)
        : new HttpJwksSource(uri, documents);
  }

  private static Path readable(String key, Path file) throws StartupException {
    if (!Files.isReadable(file)) {
      throw new StartupException(key + ": the file " + file + " cannot be read");
    }
    return file;
  }

  private static IssuerSettings settings(IssuerConfig issuer) {
    return new IssuerSettings(
        issuer.issuer(),
        new LinkedHashSet<>(issuer.audiences()),
        issuer.algorithms().stream().map(KeyRoom::algorithm).collect(Collectors.toSet()),
        new LinkedHashSet<>(issuer.tokenTypes()),
        issuer.leeway().toMillis(),
        issuer.maxTokenLife().toSeconds(),
        issuer.mintedAfterRead(),
        ClaimNames.renamed(issuer.claims()));
  }

  private static KeyAlgorithm algorithm(String name) {
    return switch (name) {
      case "ES256" -> KeyAlgorithm.ES256;
      case "Ed25519" -> KeyAlgorithm.ED25519;
      case "RS256" -> KeyAlgorithm.RS256;
      default -> throw new IllegalStateException("the configuration lets " + name + " pass");
    };
  }
}
