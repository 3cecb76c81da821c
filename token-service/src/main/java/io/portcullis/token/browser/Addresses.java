package io.portcullis.token.browser;

import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.http.PublicApi;
import java.net.URI;

/** Where pages are as a browser sees them: under the issuer's path, which a proxy takes away. */
final class Addresses {
  static final String INTERACTION = "/oauth2/interaction";
  static final String CALLBACK = "/oauth2/callback";
  static final String OWN_SESSIONS = "/account/sessions";

  private final String path;

  Addresses(URI issuer) {
    this.path = issuer.getRawPath();
  }

  /** A path of the listener. */
  String of(String listenerPath) {
    return path + listenerPath;
  }

  String interaction(Interaction interaction) {
    return interaction(interaction.id());
  }

  /**
   * The interaction's one address.
   *
   * @param id URL-encoded
   */
  String interaction(String id) {
    return of(INTERACTION + "/" + id);
  }

  String login(Interaction interaction) {
    return interaction(interaction) + "/login";
  }

  String provider(Interaction interaction) {
    return interaction(interaction) + "/provider";
  }

  /** The login page, with word that the user has cancelled at another provider. */
  String cancelled(Interaction interaction) {
    return interaction(interaction) + "?login=cancelled";
  }

  String consent(Interaction interaction) {
    return interaction(interaction) + "/consent";
  }

  String ownSessions() {
    return of(OWN_SESSIONS);
  }

  String logout() {
    return of(PublicApi.LOGOUT);
  }

  /** A source expression (CSP 3 section 2.3.1): an origin, or the scheme of an app. */
  static String source(URI uri) {
    // There is no expression for a host like [::1].
    return uri.getHost() == null || uri.getHost().startsWith("[")
        ? uri.getScheme() + ":"
        : uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
