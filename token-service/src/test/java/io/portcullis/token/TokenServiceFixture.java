package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.kit.config.ConfigReader;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.DynamoClientStore;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import io.portcullis.token.session.Device;
import io.portcullis.token.session.DynamoSessionStore;
import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.RefreshTokenKeys;
import io.portcullis.token.session.RefreshTokens;
import io.portcullis.token.session.SessionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The service in this JVM, on a real DynamoDB Local and a real Redis Cluster, with its files. */
final class TokenServiceFixture implements Fixture {
  static final String PASSWORD = "correct horse battery";
  static final String DEMO_SECRET = "0123456789abcdef0123456789abcdef";
  static final String ADMIN_TOKEN = "an-opaque-admin-credential";

  /** Its own keys, by which the client {@code signer} proves itself. */
  static final ClientKeyPairs SIGNER = ClientKeyPairs.generate();

  private static final SessionLimits USUAL =
      new SessionLimits(Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO);

  private final DynamoDbLocal dynamo;
  private final RedisClusterFixture redis;
  private final Path folder;
  private final String signing;
  private final UnaryOperator<String> change;
  private final String moreClients;
  private final InstantSource clock;
  private Lifecycle lifecycle = new Lifecycle();
  private final int publicPort = FreePorts.next();
  private final int adminPort = FreePorts.next();
  private final int probePort = FreePorts.next();
  private final int metricsPort = FreePorts.next();

  private TokenServiceFixture(
      DynamoDbLocal dynamo,
      RedisClusterFixture redis,
      Path folder,
      String signing,
      UnaryOperator<String> change,
      String moreClients,
      InstantSource clock) {
    this.moreClients = moreClients;
    this.clock = clock;
    this.folder = folder;
    this.signing = signing;
    this.change = change;
    this.dynamo = dynamo;
    this.redis = redis;
  }

  static TokenServiceFixture start() throws Exception {
    return start(", rs256: true");
  }

  /** With more members of {@code signing}, each with a comma before it. */
  static TokenServiceFixture start(String signing) throws Exception {
    return start(signing, UnaryOperator.identity(), "", SteadyClock.system());
  }

  /** By a clock of the caller's. */
  static TokenServiceFixture start(InstantSource clock) throws Exception {
    return start("", UnaryOperator.identity(), "", clock);
  }

  /** With another configuration, made of the usual one. */
  static TokenServiceFixture start(UnaryOperator<String> change) throws Exception {
    return start(change, "");
  }

  /** The same with more clients, as lines of a seed file. */
  static TokenServiceFixture start(UnaryOperator<String> change, String moreClients)
      throws Exception {
    return start("", change, moreClients, SteadyClock.system());
  }

  private static TokenServiceFixture start(
      String signing, UnaryOperator<String> change, String moreClients, InstantSource clock)
      throws Exception {
    TokenServiceFixture fixture =
        new TokenServiceFixture(
            DynamoDbLocal.lend(),
            RedisClusterFixture.lend(),
            Files.createTempDirectory("token-service"),
            signing,
            change,
            moreClients,
            clock);
    try {
      fixture.serve();
      return fixture;
    } catch (Exception e) {
      fixture.close();
      throw e;
    }
  }

  HttpCaller open() {
    return new HttpCaller("http://127.0.0.1:" + publicPort);
  }

  HttpCaller admin() {
    return new HttpCaller("http://127.0.0.1:" + adminPort);
  }

  HttpCaller probes() {
    return new HttpCaller("http://127.0.0.1:" + probePort);
  }

  HttpCaller metrics() {
    return new HttpCaller("http://127.0.0.1:" + metricsPort);
  }

  /** The value of a series, named as it is scraped with its labels; 0 where there is none. */
  double metric(String series) {
    return metrics()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }

  /** The permits that were given without Redis. */
  double permitsWithoutRedis() {
    return metric("portcullis_rate_limit_local_total");
  }

  /**
   * Makes limited calls, 100 ms apart, until Redis counts them: what is counted before the
   * connection is open is not there.
   *
   * @param limited such a call, told its number
   */
  void untilRedisCounts(IntConsumer limited) throws InterruptedException {
    double before;
    int number = 0;
    do {
      assertThat(number).as("calls").isLessThan(300);
      Thread.sleep(100);
      before = permitsWithoutRedis();
      limited.accept(number++);
    } while (permitsWithoutRedis() > before);
  }

  /** By the admin API. */
  HttpCaller.Answer revoke(String type, String id) {
    return admin()
        .postJson(
            "/admin/v1/revocations",
            "{\"type\":\"%s\",\"id\":\"%s\",\"reason\":\"test\"}".formatted(type, id),
            "Authorization",
            "Bearer " + ADMIN_TOKEN);
  }

  /** The refresh token of a session with any client, opened in the store as a login would. */
  String openSession(String clientId, String userId) throws IOException {
    return openSession(clientId, userId, Duration.ofHours(1), Duration.ofHours(1));
  }

  /** The same of a user in any tenant. */
  String openSessionIn(String tenant, String clientId, String userId) throws IOException {
    return openSessions(1, tenant, clientId, userId, USUAL, Duration.ZERO).getFirst();
  }

  /** The same with limits of its own. */
  String openSession(String clientId, String userId, Duration idle, Duration absolute)
      throws IOException {
    return openSession(
        clientId, userId, new SessionLimits(idle, absolute, Duration.ZERO), Duration.ZERO);
  }

  /** The same of a user whose password was asked for so long ago. */
  String openSession(String clientId, String userId, SessionLimits limits, Duration loggedInSince)
      throws IOException {
    return openSessions(1, "default", clientId, userId, limits, loggedInSince).getFirst();
  }

  /** Many at once. */
  List<String> openSessions(int count, String clientId, String userId) throws IOException {
    return openSessions(count, "default", clientId, userId, USUAL, Duration.ZERO);
  }

  private List<String> openSessions(
      int count,
      String tenant,
      String clientId,
      String userId,
      SessionLimits limits,
      Duration loggedInSince)
      throws IOException {
    String keys = Files.readString(refreshKeys());
    SecureRandom random = new SecureRandom();
    try (DynamoConnection connection = connection()) {
      DynamoSessionStore sessions =
          new DynamoSessionStore(
              connection,
              new RefreshTokens(RefreshTokenKeys.parse(keys), random),
              limits,
              InstantSource.system());
      return IntStream.range(0, count)
          .mapToObj(_ -> open(sessions, tenant, clientId, userId, loggedInSince))
          .toList();
    }
  }

  private static String open(
      DynamoSessionStore sessions,
      String tenant,
      String clientId,
      String userId,
      Duration loggedInSince) {
    return sessions
        .open(
            new NewSession(
                tenant,
                userId,
                clientId,
                List.of("read"),
                "api",
                List.of("pwd"),
                InstantSource.system().millis(),
                InstantSource.system().millis() - loggedInSince.toMillis(),
                Device.unknown()))
        .refreshToken()
        .value();
  }

  /**
   * A token by the service's own key, whatever it says.
   *
   * @param type {@code typ}; none if it is empty
   */
  String sign(String type, JWTClaimsSet claims) {
    try {
      ECKey key =
          JWKSet.load(folder.resolve("signing-keys.json").toFile()).getKeys().getFirst().toECKey();
      JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID());
      SignedJWT token =
          new SignedJWT(
              (type.isEmpty() ? header : header.type(new JOSEObjectType(type))).build(), claims);
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (IOException | ParseException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Registers a client while the service runs. */
  void register(Client client) {
    try (DynamoConnection connection = connection()) {
      new DynamoClientStore(connection).put(client);
    }
  }

  /** To what the service keeps, from outside. */
  DynamoConnection connection() {
    return LocalDynamo.connect(dynamo, "test-");
  }

  void stop() {
    lifecycle.close();
  }

  /** The same again, after {@link #stop}. */
  void startAgain() throws Exception {
    lifecycle = new Lifecycle();
    new TokenServer(false, null, clock)
        .start(
            ConfigReader.read(TokenServiceConfig.class, folder.resolve("config.yaml"), Map.of()),
            lifecycle);
  }

  int publicPort() {
    return publicPort;
  }

  String issuer() {
    return "http://127.0.0.1:" + publicPort;
  }

  DynamoDbLocal dynamo() {
    return dynamo;
  }

  RedisClusterFixture redis() {
    return redis;
  }

  @Override
  public String logTail() {
    return dynamo.logTail() + redis.logTail();
  }

  @Override
  public void close() {
    lifecycle.close();
    redis.close();
    dynamo.close();
  }

  private void serve() throws Exception {
    Files.writeString(folder.resolve("hmac"), newKey());
    if (signing.contains("kms")) {
      Files.writeString(refreshKeys(), newKey());
    }
    Files.writeString(folder.resolve("admin"), ADMIN_TOKEN + "\n");
    Path config = folder.resolve("config.yaml");
    Files.writeString(config, change.apply(config(folder)));
    new TokenServer(true, seed(), clock)
        .start(ConfigReader.read(TokenServiceConfig.class, config, Map.of()), lifecycle);
  }

  private Path refreshKeys() {
    return folder.resolve("refresh-token.keys");
  }

  private static String newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return "1:" + Base64.getEncoder().encodeToString(key) + "\n";
  }

  private String config(Path folder) {
    return """
    listener: {public: "127.0.0.1:%d", admin: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
    issuer: %s
    # Not how busy the build machine is, but what is answered, is tested here: so the time-outs.
    dynamodb: {endpoint: "%s", table_prefix: test-, timeout: 10s}
    redis: {nodes: ["%s"]}
    hmac_key_file: %s
    signing: {key_file: %s%s}
    session: {refresh_grace: 60s%s}
    admin: {bootstrap_token_file: %s}
    limits: {redis_timeout: 5s, hash_queue: 5s, concurrent_hashes: 4, rate: {login_per_address: 0, login_per_user: 0, refresh_per_session: 0, refresh_repeats_per_session: 0, refresh_of_unknown_key: 0, revoke_per_caller: 0, begin_per_address: 0, logout_per_address: 0}}
    """
        .formatted(
            publicPort,
            adminPort,
            probePort,
            metricsPort,
            issuer(),
            dynamo.endpoint(),
            redis.uris().getFirst(),
            folder.resolve("hmac"),
            folder.resolve("signing-keys.json"),
            signing,
            signing.contains("kms") ? ", key_file: " + refreshKeys() : "",
            folder.resolve("admin"));
  }

  private Path seed() throws IOException {
    boolean rs256 = signing.contains("rs256: true");
    StringBuilder users = new StringBuilder("users:\n");
    for (String name :
        new String[] {"ada", "bob", "cem", "dot", "eve", "fay", "gus", "hal", "ivy"}) {
      users.append(
          "  - {email: %s@example.com, user_id: %s, password: \"%s\"}\n"
              .formatted(name, name, PASSWORD));
    }
    users.append(
        "  - {email: tia@example.com, user_id: tia, tenant: other, password: \"%s\"}\n"
            .formatted(PASSWORD));
    String clients =
        """
        clients:
          - {client_id: demo, client_secret: "%s", scopes: [read]}
          - {client_id: kiosk, scopes: [read]}
          - {client_id: batch, grant_types: [client_credentials], scopes: [read]}
          - client_id: worker
            client_secret: "%1$s"
            grant_types: [client_credentials, refresh_token]
            scopes: [openid, offline_access, read, write]
            resources: ["https://pay.example/api", "urn:example:ledger"]
          - {client_id: other-worker, client_secret: "%1$s", grant_types: [client_credentials], scopes: [read]}
          - {client_id: gateway, client_secret: "%1$s", introspects: ["https://pay.example/api", api]}
          - {client_id: strict, scopes: [read], refresh_grace: 0s}
          - {client_id: steady, client_secret: "%1$s", scopes: [read], rotate_refresh_tokens: false}
          - {client_id: stranger, client_secret: "%1$s"}
          - client_id: web
            client_name: Web & Sons
            client_secret: "%1$s"
            grant_types: [authorization_code, refresh_token]
            scopes: [openid, email, offline_access, read, write]
            redirect_uris: ["https://web.example/callback", "https://web.example/other?tenant=1"]
            post_logout_redirect_uris: ["https://web.example/bye"]
            web_origins: ["https://web.example", "http://127.0.0.1:3000"]
            resources: ["https://pay.example/api"]
          - client_id: app
            grant_types: [authorization_code, refresh_token]
            scopes: [openid, offline_access, read]
            redirect_uris: ["http://127.0.0.1/done", "com.example.app:/done"]
            first_party: true
          - client_id: own
            grant_types: [authorization_code, refresh_token]
            scopes: [openid, offline_access, read]
            redirect_uris: ["https://own.example/callback"]
            %3$s
            first_party: true
          - client_id: older
            grant_types: [authorization_code, refresh_token]
            scopes: [openid, read]
            redirect_uris: ["https://older.example/callback"]
            %4$s
            first_party: true
          - client_id: older-worker
            client_secret: "%1$s"
            grant_types: [client_credentials]
            scopes: [read]
            %4$s
          - {client_id: desk, client_secret: "%1$s", grant_types: [authorization_code], redirect_uris: ["http://127.0.0.1:4000/done"]}
          - client_id: pusher
            client_secret: "%1$s"
            grant_types: [authorization_code]
            scopes: [openid, read]
            redirect_uris: ["https://pusher.example/callback"]
            first_party: true
            require_pushed_authorization_requests: true
          - {client_id: signer, grant_types: [client_credentials], scopes: [read], jwks: '%2$s'}
        """
            .formatted(
                DEMO_SECRET,
                SIGNER.publicKeys(),
                rs256 ? "id_token_signed_response_alg: RS256" : "",
                rs256 ? "access_token_signed_response_alg: RS256" : "");
    return Files.writeString(folder.resolve("seed.yaml"), users + clients + moreClients);
  }
}
