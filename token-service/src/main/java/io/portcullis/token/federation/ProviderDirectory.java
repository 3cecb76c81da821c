package io.portcullis.token.federation;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a provider says of itself (OpenID Connect Discovery section 4) and its keys: asked for once
 * an hour, by one caller for all, and kept for a day while it does not answer. A provider that
 * fails is asked again after 1 s, 2 s, 4 s, up to 30 s, less some jitter.
 */
final class ProviderDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderDirectory.class);

  /** So long nobody asks again. */
  static final Duration FRESH = Duration.ofHours(1);

  /** So long it counts while the provider does not answer. */
  static final Duration MAX_STALE = Duration.ofHours(24);

  static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  static final Duration MAX_WAIT = Duration.ofSeconds(30);

  /** So long nobody asks for known keys again; for others at most twice in {@link #MAX_WAIT}. */
  static final Duration KEYS_FRESH = Duration.ofMinutes(5);

  /** So long keys count while the provider does not answer: shorter, for they may be withdrawn. */
  static final Duration MAX_KEYS_STALE = Duration.ofHours(1);

  private static final int MAX_DOUBLINGS = 5;

  private final Provider provider;
  private final ProviderHttp http;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Lock asking = new ReentrantLock();
  private volatile State state = new State(null, 0, Instant.MIN);

  ProviderDirectory(
      Provider provider, ProviderHttp http, InstantSource clock, RandomGenerator random) {
    this.provider = provider;
    this.http = http;
    this.clock = clock;
    this.random = random;
  }

  /** What is known. */
  record Entry(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant asked) {}

  /**
   * How it stands.
   *
   * @param failures since the last answer
   * @param next when to ask again
   */
  private record State(@Nullable Entry last, int failures, Instant next) {
    Optional<Entry> known(Instant now) {
      return Optional.ofNullable(last).filter(it -> now.isBefore(it.asked().plus(MAX_STALE)));
    }
  }

  /** What is known, asked for if need be; nothing while it does not answer. */
  Optional<Entry> entry() {
    State seen = state;
    Instant now = clock.instant();
    if (now.isBefore(seen.next())) {
      return seen.known(now);
    }
    if (!asking.tryLock()) {
      if (seen.known(now).isPresent()) {
        return seen.known(now);
      }
      asking.lock();
    }
    try {
      if (state.equals(seen)) {
        state = asked(seen);
      }
      return state.known(now);
    } finally {
      asking.unlock();
    }
  }

  private State asked(State seen) {
    try {
      Entry fresh = ask(seen.last());
      return new State(fresh, 0, fresh.asked().plus(FRESH));
    } catch (IOException | GeneralException e) {
      LOG.warn("the provider {} does not tell of itself: {}", provider.id(), e.getMessage());
      return new State(seen.last(), seen.failures() + 1, clock.instant().plus(wait(seen)));
    }
  }

  private Duration wait(State seen) {
    long doubled = FIRST_WAIT.toMillis() << Math.min(seen.failures(), MAX_DOUBLINGS);
    long most = Math.min(doubled, MAX_WAIT.toMillis());
    return Duration.ofMillis(most - random.nextLong(most / 2));
  }

  private Entry ask(@Nullable Entry last) throws IOException, GeneralException {
    Issuer issuer = new Issuer(provider.issuer());
    String json = http.retrieveResource(OIDCProviderMetadata.resolveURL(issuer)).getContent();
    OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(json);
    if (!metadata.getIssuer().equals(issuer)) {
      throw new ParseException("it is another issuer");
    }
    judge(metadata.getAuthorizationEndpointURI());
    judge(metadata.getTokenEndpointURI());
    judge(metadata.getJWKSetURI());
    return new Entry(metadata, keys(last, metadata.getJWKSetURI()), clock.instant());
  }

  // A browser is sent to the one, and may be sent anywhere by it; we call the others ourselves.
  private void judge(@Nullable URI endpoint) throws IOException, ParseException {
    if (endpoint == null) {
      throw new ParseException("an endpoint is missing");
    }
    http.addresses().judgeName(endpoint);
  }

  private JWKSource<SecurityContext> keys(@Nullable Entry last, URI uri)
      throws MalformedURLException {
    return last != null && last.metadata().getJWKSetURI().equals(uri)
        ? last.keys()
        : JWKSourceBuilder.<SecurityContext>create(uri.toURL(), http)
            // One asks for all, who wait so long for it at most.
            .cache(KEYS_FRESH.toMillis(), MAX_WAIT.toMillis())
            .refreshAheadCache(false)
            .rateLimited(MAX_WAIT.toMillis())
            .outageTolerant(MAX_KEYS_STALE.toMillis())
            .build();
  }
}
