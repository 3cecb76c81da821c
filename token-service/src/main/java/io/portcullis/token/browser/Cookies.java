package io.portcullis.token.browser;

import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Our cookies: the one tells browsers apart from the first page on, the other is who is logged in.
 * Both are secrets of 256 bits, gone when the browser is closed.
 *
 * <p>On https their names have the prefix {@code __Host-}, so that no neighbouring host can set
 * them. {@code SameSite=Lax} lets an app's link bring them along, and no foreign form.
 */
final class Cookies {
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";
  private static final String BROWSER = "portcullis-browser-";
  private static final int NAME_DIGITS = 8;
  private static final int MAX_BROWSER_SECRETS = 16;
  private static final int MAX_CHARACTERS = 128;

  private final boolean secure;

  Cookies(URI issuer) {
    this.secure = "https".equals(issuer.getScheme());
  }

  /**
   * By what this browser is known, oldest first, the newest of many: once for each first page
   * opened at once.
   */
  List<String> browser(Call call) {
    String prefix = name(BROWSER);
    List<String> all = read(call, name -> name.startsWith(prefix)).toList();
    return all.subList(Math.max(0, all.size() - MAX_BROWSER_SECRETS), all.size());
  }

  /** Under a name of its own: first pages opened at once must not take each other's place. */
  Reply setBrowser(Reply reply, String secret) {
    return set(reply, name(BROWSER + RandomIds.hash(secret).substring(0, NAME_DIGITS)), secret, "");
  }

  /** Who is logged in. */
  Optional<String> login(Call call) {
    String known = name("portcullis-login");
    return read(call, known::equals).findFirst();
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

  private static Stream<String> read(Call call, Predicate<String> known) {
    return call.headers("cookie").stream()
        .flatMap(header -> Arrays.stream(header.split(";", -1)))
        .map(pair -> pair.strip().split("=", 2))
        .filter(pair -> pair.length == 2 && known.test(pair[0]))
        .map(pair -> pair[1])
        .filter(value -> !value.isEmpty() && value.length() <= MAX_CHARACTERS);
  }
}
