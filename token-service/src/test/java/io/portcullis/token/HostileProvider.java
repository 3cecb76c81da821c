package io.portcullis.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A provider that answers what it is told to. Its users never see a page: a test is the user. */
final class HostileProvider implements AutoCloseable {
  /** What is wrong with an answer of the token endpoint. */
  enum Fault {
    NONE,
    WRONG_NONCE,
    NO_NONCE,
    WRONG_AUDIENCE,
    TWO_AUDIENCES,
    OTHER_PARTY,
    OTHER_ISSUER,
    EXPIRED,
    UNSIGNED,
    SIGNED_BY_OUR_SECRET,
    SIGNED_BY_ANOTHER_KEY,
    SUBJECT_TOO_LONG,
    NO_ID_TOKEN,
    CODE_REFUSED,
    FAILING,
    REDIRECTING,
    SILENT,
    HANGING_UP_ONCE,
    DRIPPING,
    HUGE
  }

  private final HttpServer server;
  private final HttpServer elsewhere;
  private final RSAKey key;
  private final RSAKey another;
  private volatile Fault fault = Fault.NONE;
  private volatile Consumer<JWTClaimsSet.Builder> claims = _ -> {};
  private volatile String nonce = "";
  private final AtomicInteger users = new AtomicInteger();

  private HostileProvider(HttpServer server, HttpServer elsewhere, RSAKey key, RSAKey another) {
    this.server = server;
    this.elsewhere = elsewhere;
    this.key = key;
    this.another = another;
  }

  static HostileProvider start() throws IOException, JOSEException {
    HostileProvider provider =
        new HostileProvider(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            new RSAKeyGenerator(2048).keyID("one").generate(),
            new RSAKeyGenerator(2048).keyID("one").generate());
    provider.server.createContext("/.well-known/openid-configuration", provider::metadata);
    provider.server.createContext("/jwks", provider::keys);
    provider.server.createContext("/token", provider::token);
    provider.server.createContext("/authorize", provider::authorize);
    provider.elsewhere.createContext("/", provider::backFromElsewhere);
    provider.elsewhere.start();
    provider.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.server.start();
    return provider;
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What is wrong from now on, and which claims a new user's ID token has besides or instead. */
  void answer(Fault what, Consumer<JWTClaimsSet.Builder> with) {
    users.incrementAndGet();
    this.fault = what;
    this.claims = with;
  }

  /**
   * Where we would send a user back to who has logged in.
   *
   * @param changes of the answer's parameters; an empty value takes one away
   */
  String callback(Browser.Page page, String... changes) {
    URI asked = page.left().orElseThrow(() -> new AssertionError("not sent here: " + page.body()));
    Map<String, String> sent = Browser.parameters(asked);
    this.nonce = sent.getOrDefault("nonce", "");
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("code", "a-code");
    answer.put("state", sent.getOrDefault("state", ""));
    answer.put("iss", issuer());
    for (int i = 0; i < changes.length; i += 2) {
      answer.put(changes[i], changes[i + 1]);
    }
    answer.values().removeIf(String::isEmpty);
    String[] flat =
        answer.entrySet().stream()
            .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
            .toArray(String[]::new);
    return "/oauth2/callback/hostile?" + HttpCaller.encode(flat);
  }

  @Override
  public void close() {
    server.stop(0);
    elsewhere.stop(0);
  }

  // Two redirects: to an origin that is in no metadata, and back to us.
  private void authorize(HttpExchange exchange) throws IOException {
    this.nonce = Browser.parameters(exchange.getRequestURI()).getOrDefault("nonce", "");
    redirect(
        exchange,
        "http://127.0.0.1:%d/?%s"
            .formatted(elsewhere.getAddress().getPort(), exchange.getRequestURI().getRawQuery()));
  }

  private void backFromElsewhere(HttpExchange exchange) throws IOException {
    Map<String, String> sent = Browser.parameters(exchange.getRequestURI());
    redirect(
        exchange,
        sent.get("redirect_uri")
            + "?"
            + HttpCaller.encode(
                "code", "a-code", "state", sent.getOrDefault("state", ""), "iss", issuer()));
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void metadata(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token","jwks_uri":"%1$s/jwks",
        "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256","HS256","none"],
        "token_endpoint_auth_methods_supported":["client_secret_post"],"authorization_response_iss_parameter_supported":true}
        """
            .formatted(issuer()));
  }

  private void keys(HttpExchange exchange) throws IOException {
    answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
  }

  private void token(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    switch (fault) {
      case CODE_REFUSED -> answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      case FAILING -> answer(exchange, 500, "{\"error\":\"server_error\"}");
      case REDIRECTING -> {
        exchange.getResponseHeaders().set("Location", issuer() + "/jwks");
        answer(exchange, 307, "");
      }
      case SILENT -> pause();
      case HANGING_UP_ONCE -> {
        fault = Fault.NONE;
        exchange.close();
      }
      case DRIPPING -> drip(exchange);
      case HUGE -> answer(exchange, 200, "{\"a\":\"" + "a".repeat(1 << 20) + "\"}");
      case NO_ID_TOKEN ->
          answer(exchange, 200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");
      default ->
          answer(
              exchange,
              200,
              "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
                  + idToken()
                  + "\"}");
    }
  }

  private String idToken() throws IOException {
    Instant now = Instant.now();
    JWTClaimsSet.Builder token =
        new JWTClaimsSet.Builder()
            .issuer(fault == Fault.OTHER_ISSUER ? "https://other.example" : issuer())
            .subject(fault == Fault.SUBJECT_TOO_LONG ? "s".repeat(256) : "user-" + users.get())
            .audience(audience())
            .claim("azp", fault == Fault.OTHER_PARTY ? "somebody-else" : null)
            .claim("nonce", fault == Fault.NO_NONCE ? null : nonce())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(fault == Fault.EXPIRED ? -60 : 60)));
    claims.accept(token);
    try {
      return switch (fault) {
        case UNSIGNED -> new PlainJWT(token.build()).serialize();
        case SIGNED_BY_OUR_SECRET ->
            signed(
                JWSAlgorithm.HS256,
                new MACSigner(ProvidersFixture.CLIENT_SECRET.getBytes(UTF_8)),
                token);
        case SIGNED_BY_ANOTHER_KEY -> signed(JWSAlgorithm.RS256, new RSASSASigner(another), token);
        default -> signed(JWSAlgorithm.RS256, new RSASSASigner(key), token);
      };
    } catch (JOSEException e) {
      throw new IOException(e);
    }
  }

  private List<String> audience() {
    return switch (fault) {
      case WRONG_AUDIENCE -> List.of("somebody-else");
      case TWO_AUDIENCES -> List.of(ProvidersFixture.CLIENT_ID, "somebody-else");
      default -> List.of(ProvidersFixture.CLIENT_ID);
    };
  }

  private String nonce() {
    return fault == Fault.WRONG_NONCE ? "another-nonce" : nonce;
  }

  private static String signed(
      JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet.Builder claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID("one").build(), claims.build());
    token.sign(signer);
    return token.serialize();
  }

  private static void drip(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int i = 0; i < 60; i++) {
        body.write(' ');
        body.flush();
        Thread.sleep(Duration.ofMillis(500));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
