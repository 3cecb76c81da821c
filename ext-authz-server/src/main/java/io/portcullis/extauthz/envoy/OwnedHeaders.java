package io.portcullis.extauthz.envoy;

import io.portcullis.extauthz.decision.IdentityClaim;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header names that belong to us alone: behind Envoy they say who the caller is, so whatever a
 * client puts there must go. Names are compared without case.
 */
public final class OwnedHeaders {
  private final Map<String, IdentityClaim> claims;
  private final List<String> names;
  private final String prefix;

  /**
   * Owns the names of {@code claims} and all that start with {@code prefix}; an empty prefix owns
   * no others.
   */
  public OwnedHeaders(Map<String, IdentityClaim> claims, String prefix) {
    Map<String, IdentityClaim> lower = new LinkedHashMap<>();
    claims.forEach((name, claim) -> lower.put(HeaderNames.lower(name), claim));
    this.claims = Collections.unmodifiableMap(lower);
    this.names = List.copyOf(lower.keySet());
    this.prefix = HeaderNames.lower(prefix);
  }

  /** Each header that carries a claim, in lower case. */
  Map<String, IdentityClaim> claims() {
    return claims;
  }

  /** Whether this name, as sent, is under the prefix and carries no claim. */
  boolean isUnclaimed(String name) {
    return HeaderNames.startsWith(name, prefix) && !prefix.isEmpty() && !isClaimed(name);
  }

  /** Whether this name, as sent, is one of ours. */
  boolean owns(String name) {
    return isClaimed(name) || (!prefix.isEmpty() && HeaderNames.startsWith(name, prefix));
  }

  /** Whether a backend that takes {@code _} for {@code -} would take this name for one of ours. */
  boolean isAlias(String name) {
    return name.indexOf('_') >= 0 && owns(name.replace('_', '-'));
  }

  private boolean isClaimed(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (HeaderNames.same(names.get(i), name)) {
        return true;
      }
    }
    return false;
  }
}
