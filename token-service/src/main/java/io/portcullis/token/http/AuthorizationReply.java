package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way back to a client: always with {@code iss} (RFC 9207), with {@code state} as it came, and
 * by 303, so that no form with a password is posted on.
 */
public record AuthorizationReply(URI redirectUri, Optional<String> sentState) {
  /** With a code. */
  public Reply granted(String code, URI issuer) {
    return to(
        new AuthorizationSuccessResponse(
                redirectUri,
                new AuthorizationCode(code),
                null,
                state(),
                new Issuer(issuer),
                ResponseMode.QUERY)
            .toURI());
  }

  /** With an error of RFC 6749 section 4.1.2.1 or OpenID Connect Core section 3.1.2.6. */
  public Reply refused(ErrorObject error, URI issuer) {
    return to(
        new AuthorizationErrorResponse(
                redirectUri, error, state(), new Issuer(issuer), ResponseMode.QUERY)
            .toURI());
  }

  private @Nullable State state() {
    return sentState.map(State::new).orElse(null);
  }

  private static Reply to(URI location) {
    return Reply.seeOther(location.toString());
  }
}
