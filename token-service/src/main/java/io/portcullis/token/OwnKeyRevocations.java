package io.portcullis.token;

import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.revocation.RevocationCutoffs;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.signing.RotatingSigningKeys;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a signing key of ours is revoked, drops it and makes a new pending one. The mint passes a
 * revoked key over by itself; this keeps one key ahead.
 */
final class OwnKeyRevocations implements Revocations {
  private static final Logger LOG = LoggerFactory.getLogger(OwnKeyRevocations.class);

  private final Revocations revocations;
  private final RotatingSigningKeys keys;
  private final RevocationCutoffs cutoffs;
  private final String issuer;

  OwnKeyRevocations(
      Revocations revocations, RotatingSigningKeys keys, RevocationCutoffs cutoffs, String issuer) {
    this.revocations = revocations;
    this.keys = keys;
    this.cutoffs = cutoffs;
    this.issuer = issuer;
  }

  /** Whether a {@code kid} is revoked, by a strong read. */
  static Predicate<String> revokedBy(RevocationCutoffs cutoffs) {
    return kid -> cutoffs.read("", "", "", kid).keyRevoked();
  }

  @Override
  public List<RevocationOutcome> revoke(List<RevocationRequest> requests) {
    List<RevocationOutcome> outcomes = revocations.revoke(requests);
    if (requests.stream().anyMatch(this::isOwnKey)) {
      refill();
    }
    return outcomes;
  }

  private boolean isOwnKey(RevocationRequest request) {
    return request.type() == RevocationType.KEY
        && request.issuer().equals(issuer)
        && keys.find(request.id()).isPresent();
  }

  private void refill() {
    try {
      keys.settle(revokedBy(cutoffs));
      LOG.warn("a signing key was revoked; {} signs now", keys.signers().getFirst().kid());
    } catch (IOException | RuntimeException e) {
      LOG.error("a signing key was revoked, but no new pending key could be made", e);
    }
  }
}
