package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portcullis.extauthz.jwt.Verification.Expired;
import io.portcullis.extauthz.jwt.Verification.Rejected;
import io.portcullis.extauthz.jwt.Verification.Verified;
import io.portcullis.extauthz.jwt.VerifiedTokenCache.Entry;
import java.time.InstantSource;

/**
 * Proves a token. One that was proved before costs a hash and a look-up; its claims are judged
 * again all the same.
 */
public final class TokenVerifier {
  private final int maxTokenBytes;
  private final TokenProver prover;
  private final VerifiedTokenCache cache;
  private final InstantSource clock;

  /** Tokens longer than {@code maxTokenBytes} are refused unread. */
  public TokenVerifier(
      int maxTokenBytes, TokenProver prover, VerifiedTokenCache cache, InstantSource clock) {
    this.maxTokenBytes = maxTokenBytes;
    this.prover = prover;
    this.cache = cache;
    this.clock = clock;
  }

  /** Verifies a token in compact serialization, RFC 7515 7.1. */
  public Verification verify(String token) {
    if (token.length() > maxTokenBytes) {
      return new Rejected(TokenFault.TOO_LONG);
    }
    // A character beyond 8 bits becomes '?', which is in no token.
    byte[] bytes = token.getBytes(ISO_8859_1);
    TokenHash hash = TokenHash.of(bytes);
    Entry known = cache.find(hash);
    long nowMillis = clock.millis();
    return known != null ? judge(known, true, nowMillis) : proveUnseen(bytes, hash, nowMillis);
  }

  private Verification proveUnseen(byte[] token, TokenHash hash, long nowMillis) {
    return switch (prover.prove(token, nowMillis)) {
      case TokenProver.Unproven(TokenFault fault) -> new Rejected(fault);
      case TokenProver.Proven(Entry entry) -> {
        cache.remember(hash, entry);
        yield judge(entry, false, nowMillis);
      }
    };
  }

  private static Verification judge(Entry entry, boolean cached, long nowMillis) {
    ProvenToken token = entry.token();
    return switch (ClaimsValidator.judge(token, entry.issuer().settings(), nowMillis)) {
      case GOOD -> new Verified(token, cached);
      case EXPIRED -> new Expired(token, cached);
      case WRONG_AUDIENCE -> new Rejected(TokenFault.WRONG_AUDIENCE);
      case NOT_YET_VALID -> new Rejected(TokenFault.NOT_YET_VALID);
      case BAD_LIFE -> new Rejected(TokenFault.BAD_CLAIMS);
    };
  }
}
