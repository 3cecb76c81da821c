package io.portcullis.token.issuance;

import io.portcullis.token.session.Session;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.util.Optional;

/**
 * An access token of ours that nothing has ended.
 *
 * @param session that it belongs to; a client's own token has none
 */
record LivingAccessToken(VerifiedAccessToken token, Optional<Session> session) {}
