package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.Configuration;
import io.portcullis.envoylint.envoy.ConnectionManager;
import io.portcullis.envoylint.tree.Mapping;
import java.util.Optional;

/** What only shows in a whole file. */
final class FileRules {
  /**
   * The oldest minor release that still had all fixes, and where that line and the next got them.
   */
  private static final int OLDEST_MINOR = 37;

  private static final int OLDEST_PATCH_OF_37 = 5;
  private static final int OLDEST_PATCH_OF_38 = 3;

  private FileRules() {}

  /** The empty state: a file that guards nothing is no proof of anything. */
  static void noExtAuthz(Configuration file, Expectations expectations, Sink sink) {
    boolean onlyParts =
        file.managers().isEmpty() && !(file.tables().isEmpty() && file.clusters().isEmpty());
    if (!expectations.allowNone() && !file.isGuarded() && !onlyParts) {
      sink.at(file.root(), "no ext_authz filter found");
    }
  }

  /**
   * Envoy's API: filters belong to a connection manager; one listener more, and the API behind it
   * is open.
   */
  static void unguardedManager(Configuration file, Expectations expectations, Sink sink) {
    file.managers().stream()
        .filter(manager -> file.isGuarded() && !manager.isGuarded() && manager.forwards())
        .map(ConnectionManager::config)
        .forEach(manager ->
            sink.at(
                manager.findOrSelf("http_filters"),
                "connection manager " + manager.textOrEmpty("stat_prefix") + " has no ext_authz"));
  }

  /** Envoy's extension discovery: what is fetched at run time cannot be judged here. */
  static void filterElsewhere(Configuration file, Expectations expectations, Sink sink) {
    file.managers().stream()
        .flatMap(manager -> manager.guards().stream())
        .forEach(filter -> FilterRules.filterElsewhere(filter, sink));
  }

  /**
   * CVE-2026-26311, CVE-2026-47220: read from a configuration dump, where Envoy says what it is.
   */
  static void envoyVersion(Configuration file, Expectations expectations, Sink sink) {
    file.root().messages("configs").stream()
        .flatMap(dump -> dump.message("bootstrap", "node").stream())
        .flatMap(node -> node.message("user_agent_build_version", "version").stream())
        .filter(FileRules::isOld)
        .forEach(version -> sink.at(version, "this is Envoy " + text(version)));
  }

  private static boolean isOld(Mapping version) {
    int major = number(version, "major_number").orElse(0);
    int minor = number(version, "minor_number").orElse(0);
    int patch = number(version, "patch").orElse(0);
    return major < 1
        || (major == 1 && minor < OLDEST_MINOR)
        || (major == 1 && minor == OLDEST_MINOR && patch < OLDEST_PATCH_OF_37)
        || (major == 1 && minor == OLDEST_MINOR + 1 && patch < OLDEST_PATCH_OF_38);
  }

  private static String text(Mapping version) {
    return number(version, "major_number").orElse(0)
        + "."
        + number(version, "minor_number").orElse(0)
        + "."
        + number(version, "patch").orElse(0);
  }

  private static Optional<Integer> number(Mapping version, String field) {
    return version.text(field).filter(text -> text.matches("[0-9]{1,9}")).map(Integer::valueOf);
  }
}
