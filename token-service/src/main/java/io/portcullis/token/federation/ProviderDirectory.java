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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a provider says of itself (OpenID Connect Discovery section 4) and its keys: asked for once
 * an hour, and kept while it does not answer.
 */
final class ProviderDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderDirectory.class);
  private static final Duration MAX_AGE = Duration.ofHours(1);

  private final Provider provider;
  private final ProviderHttp http;
  private final InstantSource clock;
  private volatile @Nullable Entry known;

  ProviderDirectory(Provider provider, ProviderHttp http, InstantSource clock) {
    this.provider = provider;
    this.http = http;
    this.clock = clock;
  }

  /**
   * What is known.
   *
   * @param keys asked for when a key is not among those that are known, at most twice in 30 s
   */
  record Entry(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant asked) {}

  /** What was known last, without asking. */
  Optional<Entry> known() {
    return Optional.ofNullable(known);
  }

  /** What is known, asked for if need be; nothing while it never answered. */
  Optional<Entry> entry() {
    Entry last = known;
    if (last != null && last.asked().plus(MAX_AGE).isAfter(clock.instant())) {
      return Optional.of(last);
    }
    try {
      Entry fresh = ask(last);
      known = fresh;
      return Optional.of(fresh);
    } catch (IOException | GeneralException e) {
      LOG.warn("the provider {} does not tell of itself: {}", provider.id(), e.getMessage());
      return Optional.ofNullable(last);
    }
  }

  private Entry ask(@Nullable Entry last) throws IOException, GeneralException {
    Issuer issuer = new Issuer(provider.issuer());
    String json = http.retrieveResource(OIDCProviderMetadata.resolveURL(issuer)).getContent();
    OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(json);
    if (!metadata.getIssuer().equals(issuer)) {
      throw new ParseException("it is another issuer");
    }
    if (Stream.of(
            metadata.getAuthorizationEndpointURI(),
            metadata.getTokenEndpointURI(),
            metadata.getJWKSetURI())
        .anyMatch(Objects::isNull)) {
      throw new ParseException("an endpoint is missing");
    }
    return new Entry(metadata, keys(last, metadata.getJWKSetURI()), clock.instant());
  }

  private JWKSource<SecurityContext> keys(@Nullable Entry last, URI uri)
      throws MalformedURLException {
    return last != null && last.metadata().getJWKSetURI().equals(uri)
        ? last.keys()
        : JWKSourceBuilder.<SecurityContext>create(uri.toURL(), http)
            .refreshAheadCache(false)
            .outageTolerant(true)
            .build();
  }
}
