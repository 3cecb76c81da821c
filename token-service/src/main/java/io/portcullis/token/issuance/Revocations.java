package io.portcullis.token.issuance;

import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import java.util.List;

/** Revokes for good: the entry in the log and what it stands for are one transaction. */
public interface Revocations {
  /**
   * Revokes several things, each for itself.
   *
   * @return as many outcomes, in the same order
   */
  List<RevocationOutcome> revoke(List<RevocationRequest> requests);

  default RevocationOutcome revoke(RevocationRequest request) {
    return revoke(List.of(request)).getFirst();
  }
}
