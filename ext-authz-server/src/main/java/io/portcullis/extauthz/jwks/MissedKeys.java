package io.portcullis.extauthz.jwks;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Key ids that tokens named and the set had not. Each asks for one fetch until the next regular
 * refresh; how often a fetch may follow is the refresher's to say, so that no flood of invented ids
 * becomes a flood of requests to the issuer.
 */
final class MissedKeys {
  static final int MAX_REMEMBERED = 1_024;
  private static final int MAX_KID_CHARS = 256;

  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private volatile boolean wanted;

  /** Returns whether this asks for a fetch that was not asked for before. */
  boolean add(String kid) {
    if (wanted || kid.length() > MAX_KID_CHARS || asked.contains(kid)) {
      return false;
    }
    if (asked.size() < MAX_REMEMBERED) {
      asked.add(kid);
    }
    wanted = true;
    return true;
  }

  boolean wanted() {
    return wanted;
  }

  /** To be called before a fetch: what is missed from here on is not answered by it. */
  void fetching() {
    wanted = false;
  }

  void forget() {
    asked.clear();
  }

  int remembered() {
    return asked.size();
  }
}
