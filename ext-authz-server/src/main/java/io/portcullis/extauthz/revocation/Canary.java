package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;

/**
 * A revocation that covers nobody and goes the way of all others, to time it. It is not kept: what
 * it is there for is over once it was applied.
 */
final class Canary {
  private static final int MAX_DIGITS = 15;

  private Canary() {}

  /** Whether the entry is one, and says when it was written. */
  static boolean is(Revocation revocation) {
    return revocation.getType() == RevocationType.TOKEN
        && revocation.getIssuer().equals(RevocationKeys.CANARY_ISSUER)
        && isTime(revocation.getId());
  }

  /** The writer's clock just before the commit, Unix milliseconds. Of a canary only. */
  static long revokedAtMillis(Revocation canary) {
    return Long.parseLong(canary.getId());
  }

  private static boolean isTime(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_DIGITS
        && id.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }
}
