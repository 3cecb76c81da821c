package io.portcullis.token.issuance;

import io.portcullis.token.session.Session;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.util.Optional;

/**
 * An access token of ours that nothing has ended.
 *
 * @param session that it belongs to; a client's own token has none
 */
public record LivingAccessToken(VerifiedAccessToken token, Optional<Session> session) {
  /** Whether it is meant for this API; its {@code aud} can name several. */
  public boolean isFor(String audience) {
    return token.audience().contains(audience);
  }
}
