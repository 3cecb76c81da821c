package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.decision.AccessPolicy.Binding;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.jwt.ProvenToken;
import java.util.List;

/** The questions that a policy puts to a proved token. */
final class PolicyRules {
  private PolicyRules() {}

  /** Whether the token is one for this route at all. */
  static boolean binds(Binding binding, ProvenToken token) {
    return (binding.audiences().isEmpty() || sharesAny(binding.audiences(), token.audiences()))
        && (binding.tenant().isEmpty() || binding.tenant().equals(token.token().tenant()))
        && hasAll(token, binding.requireClaims());
  }

  /** Whether a caller without a token is one for this route. */
  static boolean binds(Binding binding, Caller.Workload workload) {
    return binding.audiences().isEmpty()
        && binding.tenant().isEmpty()
        && binding.requireClaims().stream().noneMatch(claim -> workload.value(claim).isEmpty());
  }

  /** Whether all required scopes are granted. */
  static boolean grants(List<String> required, ProvenToken token) {
    for (int i = 0; i < required.size(); i++) {
      if (!token.token().scopes().contains(required.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sharesAny(List<String> wanted, List<String> present) {
    for (int i = 0; i < wanted.size(); i++) {
      if (present.contains(wanted.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAll(ProvenToken token, List<IdentityClaim> claims) {
    for (int i = 0; i < claims.size(); i++) {
      if (claims.get(i).of(token).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
