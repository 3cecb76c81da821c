package io.portcullis.token.client;

import io.portcullis.kit.config.HttpsOrLoopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a client hears of ended sessions (OpenID Connect Back-Channel Logout section 2.2). The
 * address is the operator's word and nobody else's: whoever names it has this service call it.
 *
 * @param uri https, or http that does not leave this machine; no fragment
 * @param sessionRequired whether it can do nothing without {@code sid}; every logout token has one
 */
public record BackchannelLogout(URI uri, boolean sessionRequired) {
  static final String RULE =
      "backchannel_logout_uri must be https, or http on a loopback host, at most 1024 characters"
          + " long, without fragment or user";

  private static final int MAX_CHARACTERS = 1024;

  public BackchannelLogout {
    if (uri.toString().length() > MAX_CHARACTERS
        || uri.getRawFragment() != null
        || uri.getRawUserInfo() != null
        || !HttpsOrLoopback.allows(uri, false)) {
      throw new IllegalArgumentException(RULE);
    }
  }

  /**
   * Of a registration.
   *
   * @param uri empty for a client that is told nothing
   */
  public static Optional<BackchannelLogout> of(Optional<String> uri, boolean sessionRequired) {
    if (uri.isEmpty() && sessionRequired) {
      throw new IllegalArgumentException(
          "backchannel_logout_session_required needs a backchannel_logout_uri");
    }
    return uri.map(text -> new BackchannelLogout(parse(text), sessionRequired));
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(RULE, e);
    }
  }
}
