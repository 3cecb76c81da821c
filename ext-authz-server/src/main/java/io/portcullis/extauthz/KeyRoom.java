package io.portcullis.extauthz;

import io.portcullis.extauthz.Issuers.Issuer;
import io.portcullis.extauthz.config.IssuerConfig;
import io.portcullis.extauthz.config.JwksConfig;
import io.portcullis.extauthz.jwks.DiscoveredJwksSource;
import io.portcullis.extauthz.jwks.FileJwksSource;
import io.portcullis.extauthz.jwks.HttpJwksSource;
import io.portcullis.extauthz.jwks.IssuerDocuments;
import io.portcullis.extauthz.jwks.IssuerKeys;
import io.portcullis.extauthz.jwks.JwksListener;
import io.portcullis.extauthz.jwks.JwksRefresher;
import io.portcullis.extauthz.jwks.JwksSource;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The issuers, their keys, and who keeps them current. What does not change about an issuer stays
 * the same object: its keys while they come from the same place, and the issuer while all its
 * settings are the same, so that tokens proved before need not be proved again.
 */
final class KeyRoom implements AutoCloseable {
  private final InstantSource clock;
  private final JwksListener listener;
  private final ToLongFunction<String> proofMillis;
  private volatile Issuers current = Issuers.NONE;
  private boolean started;

  /**
   * @param proofMillis how old the keys' own proof may be at this moment, by the issuer's home
   */
  KeyRoom(InstantSource clock, JwksListener listener, ToLongFunction<String> proofMillis) {
    this.clock = clock;
    this.listener = listener;
    this.proofMillis = proofMillis;
  }

  /** The issuers that checks of now trust. */
  Issuers current() {
    return current;
  }

  /** The issuers of this configuration, ready to be put in force; fetches nothing yet. */
  Issuers prepare(List<IssuerConfig> configs) throws StartupException {
    Map<String, Issuer> issuers = new LinkedHashMap<>();
    for (int i = 0; i < configs.size(); i++) {
      IssuerConfig config = configs.get(i);
      Issuer known = current.named(config.issuer());
      issuers.put(config.issuer(), issuer("issuers[" + i + "].jwks", config, known));
    }
    return new Issuers(issuers);
  }

  /** Begins to fetch the keys of those who are new, and no longer of those who are not there. */
  synchronized void put(Issuers next) {
    List<JwksRefresher> before = current.refreshers();
    List<JwksRefresher> after = next.refreshers();
    current = next;
    before.stream().filter(refresher -> !after.contains(refresher)).forEach(JwksRefresher::close);
    if (started) {
      after.stream().filter(refresher -> !before.contains(refresher)).forEach(JwksRefresher::start);
    }
  }

  synchronized void start() {
    started = true;
    current.refreshers().forEach(JwksRefresher::start);
  }

  @Override
  public synchronized void close() {
    current.refreshers().forEach(JwksRefresher::close);
  }

  private Issuer issuer(String key, IssuerConfig config, @Nullable Issuer known)
      throws StartupException {
    IssuerKeys keys =
        known != null && samePlace(known.config().jwks(), config.jwks())
            ? known.keys()
            : new IssuerKeys();
    TrustedIssuer trusted = new TrustedIssuer(settings(config), keys);
    return new Issuer(
        config,
        known != null && known.trusted().equals(trusted) ? known.trusted() : trusted,
        known != null && known.config().jwks().equals(config.jwks())
            ? known.refresher()
            : refresher(key, config, keys));
  }

  /** Keys from elsewhere are others, even under the same ids. */
  private static boolean samePlace(JwksConfig one, JwksConfig other) {
    return Objects.equals(one.uri(), other.uri())
        && Objects.equals(one.file(), other.file())
        && one.discovery().equals(other.discovery());
  }

  private static String place(JwksConfig jwks) {
    return "uri=" + jwks.uri() + " file=" + jwks.file() + " discovery=" + jwks.discovery();
  }

  private JwksRefresher refresher(String key, IssuerConfig issuer, IssuerKeys keys)
      throws StartupException {
    JwksConfig jwks = issuer.jwks();
    Path kept = jwks.lastGoodFile();
    return new JwksRefresher(
        new JwksRefresher.Target(
            issuer.issuer(),
            keys,
            source(key, issuer),
            kept == null
                ? LastGoodKeys.nowhere()
                : LastGoodKeys.in(kept, issuer.issuer() + " " + place(jwks))),
        new RefreshTimes(
            jwks.refresh().toMillis(),
            jwks.unknownKidInterval().toMillis(),
            // The tokens of others are no fresher than the log, however fresh their keys are.
            issuer.mintedAfterRead()
                ? () -> proofMillis.applyAsLong(issuer.home())
                : () -> Long.MAX_VALUE,
            RandomGenerator.getDefault()),
        clock,
        listener);
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
