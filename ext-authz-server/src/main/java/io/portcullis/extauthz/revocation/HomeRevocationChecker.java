package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import java.util.Map;

/**
 * Asks each token's own region. Only there is it revoked, so only that region's log can prove that
 * it is not: a region that is cut off ages no other's tokens.
 */
public final class HomeRevocationChecker implements RevocationChecker {
  private final RevocationChecker own;
  private final Map<String, RevocationChecker> elsewhere;

  /**
   * @param elsewhere what to ask about the tokens of issuers whose home is another region
   */
  public HomeRevocationChecker(RevocationChecker own, Map<String, RevocationChecker> elsewhere) {
    this.own = own;
    this.elsewhere = Map.copyOf(elsewhere);
  }

  /** For a region whose log is not followed here: nothing is known, and nothing proved. */
  public static RevocationChecker unproved() {
    return token -> new RevocationStatus.NotRevoked(Long.MAX_VALUE);
  }

  @Override
  public RevocationStatus check(VerifiedToken token) {
    RevocationChecker home = elsewhere.get(token.issuer());
    return home == null ? own.check(token) : home.check(token);
  }
}
