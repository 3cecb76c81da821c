package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.portcullis.extauthz.credential.CredentialExtractor;
import io.portcullis.extauthz.credential.CredentialKind;
import io.portcullis.extauthz.credential.PeerCertificates;
import io.portcullis.extauthz.decision.AccessPolicy;
import io.portcullis.extauthz.decision.AccessPolicy.Binding;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.EnforcementMode;
import io.portcullis.extauthz.decision.IdentityClaim;
import io.portcullis.extauthz.decision.OnStale;
import io.portcullis.extauthz.decision.TokenAuthorizer;
import io.portcullis.extauthz.envoy.AuthorizationService.Hop;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwks.KeysInMemory;
import io.portcullis.extauthz.jwt.ClaimNames;
import io.portcullis.extauthz.jwt.IssuerSettings;
import io.portcullis.extauthz.jwt.ProviderSignatureVerifier;
import io.portcullis.extauthz.jwt.SignatureVerifier;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.jwt.TokenDraft;
import io.portcullis.extauthz.jwt.TokenProver;
import io.portcullis.extauthz.jwt.TokenVerifier;
import io.portcullis.extauthz.jwt.TrustedIssuer;
import io.portcullis.extauthz.jwt.VerifiedTokenCache;
import io.portcullis.extauthz.overload.SignatureWorkers;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevokedIds;
import io.portcullis.extauthz.telemetry.CheckMetrics;
import io.portcullis.extauthz.telemetry.MeteredAuthorizer;
import io.portcullis.kit.telemetry.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The whole way of a request, from Envoy's message to our answer, with its parts in reach. */
public final class House {
  public static final long NOW_SECONDS = 1_800_000_000L;
  public static final String ISSUER = "https://auth.example.com";
  public static final String OTHER_ISSUER = "https://partner.example.com";
  public static final long LEEWAY_SECONDS = 5;
  public static final long MAX_LIFE_SECONDS = 900;

  // Keys are slow to make and never changed.
  public static final SigningKeys ES256 = SigningKeys.es256("ec-1");
  public static final SigningKeys ED25519 = SigningKeys.ed25519("ed-1");
  public static final SigningKeys RS256 = SigningKeys.rs256("rsa-1");
  public static final SigningKeys PARTNER = SigningKeys.es256("partner-1");

  private static final PeerCertificates PEERS =
      new PeerCertificates(
          Set.of("example.org"), Set.of("spiffe://example.org/ns/edge/sa/gateway"));
  private static final SignatureWorkers WORKERS = new SignatureWorkers(2);
  private static final long ANSWER_SECONDS = 30;

  public final ClockAt clock = new ClockAt(NOW_SECONDS * 1000);
  public final KeysInMemory keys = new KeysInMemory();
  public final KeysInMemory partnerKeys = new KeysInMemory();
  public final RevokedIds revocations;
  public final VerifiedTokenCache cache;
  private final AuthorizationService service;

  public House() {
    this(ProviderSignatureVerifier.fastest());
  }

  public House(SignatureVerifier signatures) {
    this(signatures, 1024, new RevokedIds());
  }

  /** A house that verifies every signature, every time. */
  public static House withoutCache() {
    return new House(ProviderSignatureVerifier.fastest(), 0, new RevokedIds());
  }

  /** A house with metrics that asks this checker and verifies on the thread that asks it. */
  public static House asking(RevocationChecker checker, int cachedTokens) {
    return asking(checker, cachedTokens, ProviderSignatureVerifier.fastest());
  }

  /** The same, by this verifier. */
  public static House asking(
      RevocationChecker checker, int cachedTokens, SignatureVerifier signatures) {
    return new House(
        signatures,
        cachedTokens,
        new RevokedIds(),
        checker,
        new Doors(
            work -> {
              work.run();
              return true;
            },
            inner ->
                new MeteredAuthorizer(
                    inner, new CheckMetrics(new Metrics(), List.of("default")), System::nanoTime)));
  }

  /** A house whose signatures are verified by these workers. */
  static House withWorkers(Predicate<Runnable> workers) {
    RevokedIds revocations = new RevokedIds();
    return new House(
        ProviderSignatureVerifier.fastest(),
        1024,
        revocations,
        revocations,
        new Doors(workers, UnaryOperator.identity()));
  }

  /** A house that asks this checker, and whose look-ups these workers wait for. */
  static House lookingUp(RevocationChecker checker, Predicate<Runnable> lookUps) {
    return new House(
        ProviderSignatureVerifier.fastest(),
        1024,
        new RevokedIds(),
        checker,
        new Doors(WORKERS::offer, lookUps, UnaryOperator.identity()));
  }

  /** A house with something around its authorizer. */
  public static House around(UnaryOperator<Authorizer> around) {
    RevokedIds revocations = new RevokedIds();
    return new House(
        ProviderSignatureVerifier.fastest(),
        1024,
        revocations,
        revocations,
        new Doors(WORKERS::offer, around));
  }

  private House(SignatureVerifier signatures, int cachedTokens, RevokedIds revocations) {
    this(
        signatures,
        cachedTokens,
        revocations,
        revocations,
        new Doors(WORKERS::offer, UnaryOperator.identity()));
  }

  private record Doors(
      Predicate<Runnable> signatures,
      Predicate<Runnable> lookUps,
      UnaryOperator<Authorizer> around) {
    Doors(Predicate<Runnable> workers, UnaryOperator<Authorizer> around) {
      this(workers, workers, around);
    }
  }

  private House(
      SignatureVerifier signatures,
      int cachedTokens,
      RevokedIds revocations,
      RevocationChecker checker,
      Doors doors) {
    this.revocations = revocations;
    cache = new VerifiedTokenCache(cachedTokens, new Random(1));
    keys.publish(ES256.verificationKey(), ED25519.verificationKey(), RS256.verificationKey());
    partnerKeys.publish(PARTNER.verificationKey());
    List<TrustedIssuer> issuers =
        List.of(
            new TrustedIssuer(settings(ISSUER, LEEWAY_SECONDS), keys.keys()),
            new TrustedIssuer(settings(OTHER_ISSUER, 0), partnerKeys.keys()));
    TokenVerifier tokens =
        new TokenVerifier(4096, new TokenProver(issuers, signatures), cache, clock);
    OwnedHeaders owned =
        new OwnedHeaders(
            Map.of(
                "x-user-id", IdentityClaim.SUBJECT,
                "x-session-id", IdentityClaim.SESSION,
                "x-scopes", IdentityClaim.SCOPE,
                "x-tenant-id", IdentityClaim.TENANT),
            "x-auth-");
    this.service =
        new AuthorizationService(
            new CheckRequestReader(owned),
            doors.around.apply(
                new TokenAuthorizer(policies(), new CredentialExtractor(PEERS), tokens, checker)),
            new CheckResponseWriter(owned),
            new Hop(doors.signatures, doors.lookUps, failure -> {}));
  }

  public AuthorizationService service() {
    return service;
  }

  /** A token that is good at {@link #NOW_SECONDS}. */
  public static TokenDraft draft(SigningKeys keys) {
    return draft(keys, NOW_SECONDS);
  }

  /** A token that is good at this moment. */
  public static TokenDraft draft(SigningKeys keys, long nowSeconds) {
    return new TokenDraft(keys)
        .claim("iss", keys.equals(PARTNER) ? OTHER_ISSUER : ISSUER)
        .claim("sub", "u-1")
        .claim("aud", "api")
        .claim("iat", nowSeconds - 60)
        .claim("exp", nowSeconds + 240)
        .claim("jti", "t-1")
        .claim("sid", "s-1")
        .claim("sst", nowSeconds * 1000 - 60_000)
        .claim("client_id", "app")
        .claim("scope", "read write")
        .claim("tid", "acme");
  }

  public Answer check(CheckRequest request) {
    return check(service, request);
  }

  /** Checks a message that need be no {@code CheckRequest}. */
  public Answer check(byte[] message) {
    return check(service, message);
  }

  static Answer check(AuthorizationService service, CheckRequest request) {
    return check(service, request.toByteArray());
  }

  /** Checks a message that need be no {@code CheckRequest}. */
  static Answer check(AuthorizationService service, byte[] message) {
    BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    service.answer(message, answers::add);
    try {
      byte[] answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
      assertThat(answer).as("an answer").isNotNull();
      assertThat(answers).as("further answers").isEmpty();
      return new Answer(CheckResponse.parseFrom(answer));
    } catch (InterruptedException | InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Checks a request that bears this token, under the default policy. */
  public Answer bearing(String token) {
    return check(request("", "authorization", "Bearer " + token));
  }

  /** A request with raw headers, given as name, value, name, value. */
  public static CheckRequest request(String policy, String... headers) {
    HeaderMap.Builder map = HeaderMap.newBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      map.addHeaders(
          HeaderValue.newBuilder()
              .setKey(headers[i])
              .setRawValue(ByteString.copyFrom(headers[i + 1], ISO_8859_1)));
    }
    return request(policy, AttributeContext.HttpRequest.newBuilder().setHeaderMap(map));
  }

  /** A request with headers joined to text, as Envoy sends them without raw encoding. */
  public static CheckRequest mergedRequest(String policy, Map<String, String> headers) {
    return request(policy, AttributeContext.HttpRequest.newBuilder().putAllHeaders(headers));
  }

  public static CheckRequest request(String policy, AttributeContext.HttpRequest.Builder http) {
    AttributeContext.Builder attributes =
        AttributeContext.newBuilder()
            .setRequest(
                AttributeContext.Request.newBuilder()
                    .setHttp(
                        http.setId("4711").setMethod("GET").setPath("/a").setHost("example.com")));
    if (!policy.isEmpty()) {
      attributes.putContextExtensions("policy", policy);
    }
    return CheckRequest.newBuilder().setAttributes(attributes).build();
  }

  private static IssuerSettings settings(String issuer, long leewaySeconds) {
    return new IssuerSettings(
        issuer,
        Set.of("api"),
        Set.of(KeyAlgorithm.values()),
        Set.of("at+jwt"),
        leewaySeconds * 1000,
        MAX_LIFE_SECONDS,
        true,
        ClaimNames.standard());
  }

  private static List<AccessPolicy> policies() {
    List<AccessPolicy> policies = new ArrayList<>();
    policies.add(policy("default", List.of(), Binding.NONE, 60_000, OnStale.UNAVAILABLE));
    policies.add(policy("payments", List.of("pay"), Binding.NONE, 10_000, OnStale.UNAUTHORIZED));
    policies.add(
        policy("catalog", List.of(), Binding.NONE, AccessPolicy.UNLIMITED, OnStale.UNAVAILABLE));
    policies.add(
        policy(
            "acme",
            List.of(),
            new Binding(List.of("api"), "acme", List.of(IdentityClaim.SESSION)),
            60_000,
            OnStale.UNAVAILABLE));
    policies.add(
        new AccessPolicy(
            "public",
            true,
            Set.of(),
            List.of(),
            Binding.NONE,
            60_000,
            OnStale.UNAVAILABLE,
            EnforcementMode.ENFORCED));
    policies.add(workload("service", List.of(), Binding.NONE));
    policies.add(workload("service-pay", List.of("pay"), Binding.NONE));
    policies.add(
        workload("service-billing", List.of(), new Binding(List.of("billing"), "", List.of())));
    policies.add(
        workload(
            "service-session",
            List.of(),
            new Binding(List.of(), "", List.of(IdentityClaim.SESSION))));
    policies.add(
        new AccessPolicy(
            "partner",
            false,
            Set.of(CredentialKind.BEARER, CredentialKind.API_KEY),
            List.of(),
            Binding.NONE,
            60_000,
            OnStale.UNAVAILABLE,
            EnforcementMode.ENFORCED));
    policies.add(bearer("trial", List.of("pay"), EnforcementMode.SHADOW));
    policies.add(bearer("closed", List.of(), EnforcementMode.CLOSED));
    return policies;
  }

  private static AccessPolicy policy(
      String name, List<String> scopes, Binding binding, long staleness, OnStale onStale) {
    return new AccessPolicy(
        name,
        false,
        Set.of(CredentialKind.BEARER),
        scopes,
        binding,
        staleness,
        onStale,
        EnforcementMode.ENFORCED);
  }

  private static AccessPolicy workload(String name, List<String> scopes, Binding binding) {
    return new AccessPolicy(
        name,
        false,
        Set.of(CredentialKind.BEARER, CredentialKind.MTLS),
        scopes,
        binding,
        60_000,
        OnStale.UNAVAILABLE,
        EnforcementMode.ENFORCED);
  }

  private static AccessPolicy bearer(String name, List<String> scopes, EnforcementMode mode) {
    return new AccessPolicy(
        name,
        false,
        Set.of(CredentialKind.BEARER),
        scopes,
        Binding.NONE,
        60_000,
        OnStale.UNAVAILABLE,
        mode);
  }
}
