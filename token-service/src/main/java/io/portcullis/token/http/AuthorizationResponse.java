package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way back to a client: always with {@code iss} (RFC 9207), with {@code state} as it came, and
 * by 303, so that no form with a password is posted on.
 */
public record AuthorizationResponse(URI redirectUri, Optional<String> sentState) {
  /** With a code. */
  public Reply granted(String code, URI issuer) {
    return to(Map.of("code", List.of(code)), issuer);
  }

  /** With an error of RFC 6749 section 4.1.2.1 or OpenID Connect Core section 3.1.2.6. */
  public Reply refused(ErrorObject error, URI issuer) {
    return to(error.toParameters(), issuer);
  }

  // Nimbus's own responses refuse a state of white space, which must come back as well.
  private Reply to(Map<String, List<String>> answer, URI issuer) {
    Map<String, List<String>> all = new LinkedHashMap<>(answer);
    sentState.ifPresent(state -> all.put("state", List.of(state)));
    all.put("iss", List.of(issuer.toString()));
    return Reply.seeOther(redirectUri, all);
  }
}
