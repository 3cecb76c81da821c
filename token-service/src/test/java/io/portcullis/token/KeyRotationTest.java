package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Rotations under load, as they are seen by a verifier that does no more than it must: it keeps the
 * set for its whole {@code max-age}, and never asks again for a key that it does not know.
 */
final class KeyRotationTest {
  private static final int WORKERS = 3;
  private static final int KEYS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** The least that a configuration may have: a key signs as soon as the rules allow it. */
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() ->
          TokenServiceFixture.start(
              ", jwks_max_age: 1s, rotation: {every: 2s, publish_ahead: 2s}"));

  @Test
  void noTokenIsRefusedOverSeveralRotationsBySchedule() throws Exception {
    Load load = new Load(SERVICE.get().open());
    try (load) {
      load.awaitKeys();
    }

    assertThat(load.refused()).isEmpty();
  }

  @Test
  void noTokenIsRefusedHoweverImpatientTheOperatorIs() throws Exception {
    Load load = new Load(SERVICE.get().open());
    try (load) {
      while (load.signers() < KEYS) {
        Answer answer =
            SERVICE
                .get()
                .admin()
                .post(
                    "/admin/v1/keys/rotate",
                    "",
                    "Authorization",
                    "Bearer " + TokenServiceFixture.ADMIN_TOKEN);
        assertThat(answer.status()).as(answer.body()).isIn(200, 409);
        load.check();
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }

    assertThat(load.refused()).isEmpty();
  }

  /** Clients that get tokens without a pause, and send each to the verifier, again and again. */
  private static final class Load implements AutoCloseable {
    private static final int KEPT_TOKENS = 50;

    private final HttpCaller service;
    private final CachingVerifier verifier;
    private final Set<String> signers = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private volatile boolean stopped;

    Load(HttpCaller service) {
      this.service = service;
      this.verifier = new CachingVerifier(service);
      for (int i = 0; i < WORKERS; i++) {
        running.add(workers.submit(this::work));
      }
    }

    int signers() {
      return signers.size();
    }

    Set<String> refused() {
      return refused;
    }

    void awaitKeys() throws Exception {
      while (signers() < KEYS) {
        check();
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }

    /** Fails when a worker has failed, or nothing rotates. */
    void check() throws Exception {
      for (Future<?> one : running) {
        if (one.isDone()) {
          one.get();
        }
      }
      assertThat(System.nanoTime()).as("%d keys have signed", signers()).isLessThan(deadline);
    }

    @Override
    public void close() {
      stopped = true;
      workers.close();
    }

    private @Nullable Void work() throws Exception {
      List<SignedJWT> tokens = new ArrayList<>();
      while (!stopped) {
        SignedJWT token = token();
        signers.add(token.getHeader().getKeyID());
        tokens.add(token);
        for (SignedJWT one : tokens) {
          if (!verifier.accepts(one)) {
            refused.add(one.getHeader().getKeyID());
          }
        }
        if (tokens.size() > KEPT_TOKENS) {
          // The first stays: it has the oldest key.
          tokens.subList(1, KEPT_TOKENS).clear();
        }
      }
      return null;
    }

    private SignedJWT token() throws ParseException {
      Answer answer =
          service.postFormAs(
              "worker",
              TokenServiceFixture.DEMO_SECRET,
              "/oauth2/token",
              "grant_type",
              "client_credentials");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      return SignedJWT.parse(answer.text("access_token"));
    }
  }

  /** Keeps the set for as long as it may, from when it asked. */
  private static final class CachingVerifier {
    private record Kept(JWKSet keys, long untilNanos) {}

    private final HttpCaller service;
    private Kept kept;

    CachingVerifier(HttpCaller service) {
      this.service = service;
      this.kept = fetch(service);
    }

    boolean accepts(SignedJWT token) throws JOSEException {
      JWK key = keys().getKeyByKeyId(token.getHeader().getKeyID());
      return key != null && token.verify(new ECDSAVerifier(key.toECKey()));
    }

    private synchronized JWKSet keys() {
      if (System.nanoTime() - kept.untilNanos() >= 0) {
        kept = fetch(service);
      }
      return kept.keys();
    }

    private static Kept fetch(HttpCaller service) {
      long askedNanos = System.nanoTime();
      Answer answer = service.get("/.well-known/jwks.json");
      long maxAge = Long.parseLong(answer.header("Cache-Control").replace("max-age=", ""));
      try {
        return new Kept(JWKSet.parse(answer.body()), askedNanos + TimeUnit.SECONDS.toNanos(maxAge));
      } catch (ParseException e) {
        throw new AssertionError(answer.body(), e);
      }
    }
  }
}
