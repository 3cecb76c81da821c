package io.portcullis.extauthz;

import io.github.bucket4j.TimeMeter;
import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.credential.CredentialExtractor;
import io.portcullis.extauthz.credential.CredentialKind;
import io.portcullis.extauthz.credential.PeerCertificates;
import io.portcullis.extauthz.decision.AccessPolicy;
import io.portcullis.extauthz.decision.AccessPolicy.Binding;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.IdentityClaim;
import io.portcullis.extauthz.decision.OnStale;
import io.portcullis.extauthz.decision.TokenAuthorizer;
import io.portcullis.extauthz.envoy.AuthorizationService;
import io.portcullis.extauthz.envoy.AuthorizationService.Hop;
import io.portcullis.extauthz.envoy.CheckRequestReader;
import io.portcullis.extauthz.envoy.CheckResponseWriter;
import io.portcullis.extauthz.envoy.OwnedHeaders;
import io.portcullis.extauthz.jwt.ProviderSignatureVerifier;
import io.portcullis.extauthz.jwt.SignatureVerifier;
import io.portcullis.extauthz.jwt.TokenProver;
import io.portcullis.extauthz.jwt.TokenVerifier;
import io.portcullis.extauthz.jwt.TrustedIssuer;
import io.portcullis.extauthz.jwt.VerifiedTokenCache;
import io.portcullis.extauthz.overload.SourceLimitedAuthorizer;
import io.portcullis.extauthz.revocation.RevocationChecker;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms that a check walks through under one configuration, put together front to back. */
final class Pipeline {
  private final ServerConfig config;
  private final Emergencies emergencies;
  private final Lasting lasting;
  private final OwnedHeaders owned;

  /** What stays when the configuration changes: a token proved before need not be proved again. */
  record Lasting(VerifiedTokenCache cache, SignatureVerifier signatures, InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    static Lasting open(ServerConfig config, InstantSource clock) {
      ProviderSignatureVerifier fastest = ProviderSignatureVerifier.fastest();
      LOG.info("signatures are verified by {}", fastest.providerName());
      VerifiedTokenCache cache =
          new VerifiedTokenCache(config.cache().verifiedTokens(), new SecureRandom());
      return new Lasting(cache, fastest, clock);
    }
  }

  Pipeline(ServerConfig config, Emergencies emergencies, Lasting lasting) {
    this.config = config;
    this.emergencies = emergencies;
    this.lasting = lasting;
    this.owned = new OwnedHeaders(claims(config.identity().headers()), config.identity().prefix());
  }

  /** Decides about the tokens of these issuers. */
  Authorizer authorizer(Collection<TrustedIssuer> issuers, RevocationChecker revocations) {
    List<AccessPolicy> policies =
        config.policies().entrySet().stream()
            .map(entry -> policy(entry.getKey(), entry.getValue(), emergencies))
            .toList();
    return authorizer(policies, issuers, revocations, lasting.cache);
  }

  /** Who sends too many bad signatures is refused before the next one is verified. */
  Authorizer limitedBySource(Authorizer inner) {
    OptionalInt perSecond = config.overload().failedVerificationsPerSource().perSecond();
    return perSecond.isPresent()
        ? new SourceLimitedAuthorizer(inner, perSecond.getAsInt(), TimeMeter.SYSTEM_NANOTIME)
        : inner;
  }

  /** The same rooms with the built-in policy and another cache, so that no trace is left. */
  Authorizer warmUpAuthorizer(
      Collection<TrustedIssuer> issuers, RevocationChecker revocations, VerifiedTokenCache other) {
    AccessPolicy builtIn =
        policy(ServerConfig.DEFAULT_POLICY, PolicyConfig.builtIn(), Emergencies.NONE);
    return authorizer(List.of(builtIn), issuers, revocations, other);
  }

  private Authorizer authorizer(
      List<AccessPolicy> policies,
      Collection<TrustedIssuer> issuers,
      RevocationChecker revocations,
      VerifiedTokenCache other) {
    return new TokenAuthorizer(
        policies,
        new CredentialExtractor(
            new PeerCertificates(
                Set.copyOf(config.mtls().trustDomains()), Set.copyOf(config.mtls().trustedHops()))),
        new TokenVerifier(
            config.limits().tokenBytes().toIntBytes(),
            new TokenProver(issuers, lasting.signatures),
            other,
            lasting.clock),
        revocations);
  }

  /** Answers Envoy by what the authorizer decides; a bug becomes one of the hop's failures. */
  AuthorizationService service(Authorizer authorizer, Hop hop) {
    return new AuthorizationService(
        new CheckRequestReader(owned), authorizer, new CheckResponseWriter(owned), hop);
  }

  private static AccessPolicy policy(String name, PolicyConfig policy, Emergencies emergencies) {
    return new AccessPolicy(
        name,
        policy.anonymous(),
        kinds(policy),
        policy.requireScopes(),
        new Binding(policy.audiences(), policy.tenant(), claims(policy.requireClaims())),
        policy.maxStaleness().toMillis(),
        switch (policy.onStale()) {
          case UNAVAILABLE -> OnStale.UNAVAILABLE;
          case UNAUTHORIZED -> OnStale.UNAUTHORIZED;
        },
        emergencies.mode(name, policy));
  }

  /** Kinds that nobody can present yet fall away; the configuration warns of them. */
  private static Set<CredentialKind> kinds(PolicyConfig policy) {
    Set<CredentialKind> kinds = EnumSet.noneOf(CredentialKind.class);
    policy
        .credentials()
        .forEach(name -> {
          switch (name) {
            case BEARER -> kinds.add(CredentialKind.BEARER);
            case MTLS -> kinds.add(CredentialKind.MTLS);
            case API_KEY -> kinds.add(CredentialKind.API_KEY);
            case DPOP, OPAQUE -> {}
          }
        });
    return kinds;
  }

  private static Map<String, IdentityClaim> claims(Map<String, String> headers) {
    Map<String, IdentityClaim> claims = new LinkedHashMap<>();
    headers.forEach((header, claim) -> claims.put(header, claim(claim)));
    return claims;
  }

  private static List<IdentityClaim> claims(List<String> names) {
    return names.stream().map(Pipeline::claim).toList();
  }

  private static IdentityClaim claim(String name) {
    return IdentityClaim.named(name)
        .orElseThrow(() -> new IllegalStateException("the configuration lets " + name + " pass"));
  }
}
