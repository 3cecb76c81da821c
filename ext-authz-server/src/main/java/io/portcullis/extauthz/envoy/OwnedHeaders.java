package io.portcullis.extauthz.envoy;

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

  /**
   * Whether this name, as sent, must go although no claim overwrites it. Beyond ASCII there are no
   * header names, and no text of protobuf could name them.
   */
  boolean isUnclaimed(Octets name) {
    return ((isPrefixed(name) && !isClaimed(name)) || isAlias(name)) && isAscii(name);
  }

  /** Whether this name, as sent, is one of ours. */
  boolean owns(Octets name) {
    return isPrefixed(name) || isClaimed(name);
  }

  /**
   * Whether a backend would take this name for one of ours if it takes {@code _} for {@code -}, or
   * passes over what may not be in a name: RFC 9112 5.1 has seen white space before the colon used
   * to smuggle.
   */
  boolean isAlias(Octets name) {
    return !isPlain(name) && owns(plain(name));
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

  private static boolean isPlain(Octets name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) == '_' || !isVisible(name.at(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAscii(Octets name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static Octets plain(Octets name) {
    byte[] plain = new byte[name.length()];
    int length = 0;
    for (int i = 0; i < name.length(); i++) {
      if (isVisible(name.at(i))) {
        plain[length++] = (byte) (name.at(i) == '_' ? '-' : name.at(i));
      }
    }
    return new Octets(plain, 0, length);
  }

  private static boolean isVisible(int octet) {
    return octet > ' ' && octet < 0x7f;
  }
}
