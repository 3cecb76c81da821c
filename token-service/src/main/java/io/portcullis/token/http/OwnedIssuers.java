package io.portcullis.token.http;

import java.util.Map;
import java.util.Set;

/**
 * Whose tokens this region's log covers. No node looks there for the tokens of others: such an
 * order would be acknowledged, and cover nothing.
 *
 * @param own our issuer
 * @param foreign issuers that are not ours and whose home this region is; where there is one
 *     region, any
 * @param elsewhere the issuers of other regions, and which these are; empty where there is one
 */
public record OwnedIssuers(String own, Set<String> foreign, Map<String, String> elsewhere) {
  public OwnedIssuers {
    foreign = Set.copyOf(foreign);
    elsewhere = Map.copyOf(elsewhere);
  }

  /** The issuer of an order that names none. */
  String unnamed() {
    if (elsewhere.isEmpty()) {
      return own;
    }
    throw new Refusal(
        Problem.validationFailed(
            "'issuer' is needed: several regions' tokens may have such an id."));
  }

  /** Refuses an issuer whose tokens this log does not cover. */
  void refuseOthers(String issuer) {
    if (elsewhere.isEmpty() || issuer.equals(own) || foreign.contains(issuer)) {
      return;
    }
    String home = elsewhere.get(issuer);
    throw new Refusal(
        Problem.validationFailed(
            home == null
                ? "'issuer' is none whose tokens this region owns (issuer, foreign_issuers)."
                : "'issuer' is that of the region "
                    + home
                    + ": revoke there, for it owns its tokens."));
  }
}
