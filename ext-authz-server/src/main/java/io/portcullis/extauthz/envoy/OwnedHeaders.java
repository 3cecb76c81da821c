package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portcullis.extauthz.decision.IdentityClaim;
import io.portcullis.extauthz.request.Octets;
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

  /** Whether this name, as sent, must go although no claim overwrites it. */
  boolean isUnclaimed(Octets name) {
    return (isPrefixed(name) && !isClaimed(name)) || isAlias(name);
  }

  /** Whether this name, as sent, is one of ours. */
  boolean owns(Octets name) {
    return isPrefixed(name) || isClaimed(name);
  }

  /** Whether a backend that takes {@code _} for {@code -} would take this name for one of ours. */
  boolean isAlias(Octets name) {
    return hasUnderscore(name) && owns(withDashes(name));
  }

  private boolean isPrefixed(Octets name) {
    return !prefix.isEmpty() && name.beginsWithIgnoringCase(prefix);
  }

  private boolean isClaimed(Octets name) {
    for (int i = 0; i < names.size(); i++) {
      if (name.isTextIgnoringCase(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasUnderscore(Octets name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) == '_') {
        return true;
      }
    }
    return false;
  }

  private static Octets withDashes(Octets name) {
    byte[] dashed = name.text().replace('_', '-').getBytes(ISO_8859_1);
    return new Octets(dashed, 0, dashed.length);
  }
}
