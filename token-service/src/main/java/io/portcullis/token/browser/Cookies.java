package io.portcullis.token.browser;

import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/**
 * Our two cookies: the one tells browsers apart from the first page on, the other is who is logged
 * in. Both are secrets of 256 bits, gone when the browser is closed.
 *
 * <p>On https their names have the prefix {@code __Host-}, so that no neighbouring host can set
 * them. {@code SameSite=Lax} lets an app's link bring them along, and no foreign form.
 */
final class Cookies {
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";
  private static final int MAX_CHARACTERS = 128;

  private final boolean secure;

  Cookies(URI issuer) {
    this.secure = "https".equals(issuer.getScheme());
  }

  /** Which browser this is. */
  Optional<String> browser(Call call) {
    return read(call, name("portcullis-browser"));
  }

  Reply setBrowser(Reply reply, String secret) {
    return set(reply, name("portcullis-browser"), secret, "");
  }

  /** Who is logged in. */
  Optional<String> login(Call call) {
    return read(call, name("portcullis-login"));
  }

  Reply setLogin(Reply reply, String secret) {
    return set(reply, name("portcullis-login"), secret, "");
  }

  Reply clearLogin(Reply reply) {
    return set(reply, name("portcullis-login"), "", "; Max-Age=0");
  }

  private String name(String name) {
    return secure ? "__Host-" + name : name;
  }

  private Reply set(Reply reply, String name, String value, String more) {
    return reply.with(
        "Set-Cookie", name + "=" + value + ATTRIBUTES + (secure ? "; Secure" : "") + more);
  }

  private static Optional<String> read(Call call, String name) {
    return call.headers("cookie").stream()
        .flatMap(header -> Arrays.stream(header.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .filter(value -> !value.isEmpty() && value.length() <= MAX_CHARACTERS)
        .findFirst();
  }
}
