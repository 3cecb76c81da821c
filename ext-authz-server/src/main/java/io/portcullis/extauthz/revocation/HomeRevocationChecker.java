package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import java.util.List;
import java.util.Map;

/**
 * Asks each token's own region. Only that region's log can prove that a token is not revoked: a
 * region that is cut off ages no other's tokens. But what any log here says is revoked, is; so an
 * issuer whose home was changed loses no revocation.
 */
public final class HomeRevocationChecker implements RevocationChecker {
  private final RevocationChecker own;
  private final Map<String, RevocationChecker> elsewhere;
  private final List<RevocationChecker> all;

  /**
   * @param elsewhere what to ask about the tokens of issuers whose home is another region
   * @param all every log that is followed here
   */
  public HomeRevocationChecker(
      RevocationChecker own,
      Map<String, RevocationChecker> elsewhere,
      List<RevocationChecker> all) {
    this.own = own;
    this.elsewhere = Map.copyOf(elsewhere);
    this.all = List.copyOf(all);
  }

  /** For a region whose log is not followed here: nothing is proved. */
  public static RevocationChecker unproved() {
    return token -> new NotRevoked(Long.MAX_VALUE);
  }

  @Override
  public RevocationStatus check(VerifiedToken token) {
    RevocationChecker home = elsewhere.getOrDefault(token.issuer(), own);
    RevocationStatus status = home.check(token);
    if (!(status instanceof NotRevoked)) {
      return status;
    }
    for (RevocationChecker log : all) {
      if (log.check(token) instanceof Revoked revoked) {
        return revoked;
      }
    }
    return status;
  }
}
