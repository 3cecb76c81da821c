package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwt.Verification.Expired;
import io.portcullis.extauthz.jwt.Verification.Rejected;
import io.portcullis.extauthz.jwt.Verification.Unproven;
import io.portcullis.extauthz.jwt.Verification.Verified;
import io.portcullis.extauthz.jwt.VerifiedTokenCache.Entry;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /**
   * Verifies the token in compact serialization, RFC 7515 7.1, that lies in {@code message} from
   * {@code from} up to {@code to}, as far as that is cheap.
   */
  public Verification verify(byte[] message, int from, int to) {
    if (to - from > maxTokenBytes) {
      return new Rejected(TokenFault.TOO_LONG);
    }
    TokenTag tag = cache.tag(message, from, to);
    Entry known = trusted(cache.find(tag));
    return known != null
        ? judge(known, true, clock.millis())
        : examine(Arrays.copyOfRange(message, from, to), tag);
  }

  /** Judges the claims of a token that was verified a while ago, as of now. */
  public Verification judgeAgain(ProvenToken token, boolean cached) {
    TrustedIssuer issuer = prover.find(token.token().issuer());
    return issuer == null
        ? new Rejected(TokenFault.UNKNOWN_ISSUER)
        : judge(token, issuer, cached, clock.millis());
  }

  private Verification examine(byte[] token, TokenTag tag) {
    return switch (prover.examine(token, clock.millis())) {
      case TokenProver.Refused(TokenFault fault) -> new Rejected(fault);
      case TokenProver.Plausible plausible -> new Unproven(() -> prove(plausible, tag));
    };
  }

  /** Somebody may have proved the same token meanwhile: many requests begin with the same one. */
  private Verification prove(TokenProver.Plausible token, TokenTag tag) {
    Entry known = trusted(cache.peek(tag));
    if (known != null) {
      return judge(known, true, clock.millis());
    }
    Entry proved = prover.prove(token);
    if (proved == null) {
      return new Rejected(TokenFault.BAD_SIGNATURE);
    }
    cache.remember(tag, proved);
    return judge(proved, false, clock.millis());
  }

  /** The same entry while its issuer is one of ours, as it was then. */
  private @Nullable Entry trusted(@Nullable Entry entry) {
    return entry != null && prover.trusts(entry.issuer()) ? entry : null;
  }

  private static Verification judge(Entry entry, boolean cached, long nowMillis) {
    return judge(entry.token(), entry.issuer(), cached, nowMillis);
  }

  private static Verification judge(
      ProvenToken token, TrustedIssuer issuer, boolean cached, long nowMillis) {
    return switch (ClaimsValidator.judge(token, issuer.settings(), nowMillis)) {
      case GOOD -> new Verified(token, cached);
      case EXPIRED -> new Expired(token, cached);
      case WRONG_AUDIENCE -> new Rejected(TokenFault.WRONG_AUDIENCE);
      case NOT_YET_VALID -> new Rejected(TokenFault.NOT_YET_VALID);
      case BAD_LIFE -> new Rejected(TokenFault.BAD_CLAIMS);
    };
  }
}
