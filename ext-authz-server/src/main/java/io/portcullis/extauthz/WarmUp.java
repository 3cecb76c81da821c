package io.portcullis.extauthz;

import io.portcullis.extauthz.envoy.AuthorizationService.Hop;
import io.portcullis.extauthz.envoy.SelfCheck;
import io.portcullis.extauthz.jwt.VerifiedTokenCache;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationStatus;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a token of its own through the real rooms until the JVM has compiled them, so that the
 * first real request does not pay for it. It goes past the metrics and the shared cache.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int UNSEEN_TOKENS = 300;
  private static final int KNOWN_TOKEN_CHECKS = 10_000;
  private static final Duration KEYS_TIMEOUT = Duration.ofSeconds(5);

  private final Pipeline pipeline;
  private final RevocationChecker revocations;
  private final InstantSource clock;
  private volatile boolean done;

  WarmUp(Pipeline pipeline, RevocationChecker revocations, InstantSource clock) {
    this.pipeline = pipeline;
    this.revocations = revocations;
    this.clock = clock;
  }

  void start() {
    Thread.ofPlatform().daemon().name("warm-up").start(this::run);
  }

  boolean isDone() {
    return done;
  }

  /** Without it the server is slower for a moment, not wrong: it does not stand in the way. */
  private void run() {
    try {
      long allowed = walk();
      if (allowed != UNSEEN_TOKENS + KNOWN_TOKEN_CHECKS) {
        LOG.warn("only {} checks of the warm-up passed; this is a bug", allowed);
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      LOG.warn("the warm-up failed; this is a bug", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done = true;
    }
  }

  private long walk() throws GeneralSecurityException, InterruptedException {
    WarmUpIssuer issuer = new WarmUpIssuer(clock);
    issuer.loadKeys(KEYS_TIMEOUT);
    VerifiedTokenCache cache = new VerifiedTokenCache(UNSEEN_TOKENS, new SecureRandom());
    SelfCheck check =
        new SelfCheck(
            pipeline.service(
                pipeline.warmUpAuthorizer(List.of(issuer.trusted()), this::notRevoked, cache),
                new Hop(WarmUp::atOnce, _ -> {})));
    long allowed = 0;
    String token = issuer.token(0);
    for (int i = 0; i < UNSEEN_TOKENS; i++) {
      token = issuer.token(i);
      allowed += check.allows(token) ? 1 : 0;
    }
    for (int i = 0; i < KNOWN_TOKEN_CHECKS; i++) {
      allowed += check.allows(token) ? 1 : 0;
    }
    return allowed;
  }

  private static boolean atOnce(Runnable work) {
    work.run();
    return true;
  }

  /** Asks the real state, which may be empty as yet, but goes on to the way of a yes. */
  private RevocationStatus notRevoked(io.portcullis.extauthz.jwt.VerifiedToken token) {
    return switch (revocations.check(token)) {
      case RevocationStatus.Revoked revoked -> revoked;
      case RevocationStatus.OutlivesLog outlives -> outlives;
      case RevocationStatus.NotRevoked _, RevocationStatus.Unasked _ ->
          new RevocationStatus.NotRevoked(0);
    };
  }
}
