package io.portcullis.quickstart.faults;

import io.portcullis.testkit.TokenFactory;
import io.portcullis.testkit.TokenKey;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An issuer that is not ours: its tokens' {@code iat} proves nothing, so that a yes rests on the
 * revocation log alone. It has many keys, for each can be revoked once.
 */
final class ForeignIssuer {
  static final String NAME = "https://issuer.example.com";
  // Of a set with more than 128 keys a node takes none.
  private static final int KEYS = 110;
  private static final int KEYS_OF_A_RUN = 30;
  // As long as any node accepts, so that no token expires before its last check.
  private static final long LIFE_SECONDS = 900;

  private final TokenKey lasting = TokenKey.es256("lasting");
  private final Deque<TokenKey> mortal = new ArrayDeque<>();
  private final List<TokenKey> used = new ArrayList<>();
  private volatile String jwks = "";

  ForeignIssuer() {
    String _ = renewKeys();
  }

  /** The set of its keys. */
  String jwks() {
    return jwks;
  }

  /** Whether there are enough keys left for one more run. */
  boolean hasKeysForARun() {
    synchronized (mortal) {
      return mortal.size() >= KEYS_OF_A_RUN;
    }
  }

  /**
   * Adds keys that can be revoked, so that there are as many as a node takes; returns a token by a
   * new one.
   */
  String renewKeys() {
    List<TokenKey> keys = new ArrayList<>(List.of(lasting));
    TokenKey known = TokenKey.es256("known-" + UUID.randomUUID());
    keys.add(known);
    synchronized (mortal) {
      while (mortal.size() + used.size() < KEYS) {
        mortal.add(TokenKey.es256("mortal-" + UUID.randomUUID()));
      }
      keys.addAll(mortal);
      keys.addAll(used);
    }
    jwks = TokenFactory.jwks(keys.toArray(TokenKey[]::new));
    return mint(known, "default").text();
  }

  /** A token and what a revocation of each type names to cover it. */
  record Minted(String text, Map<String, String> ids) {
    String id(String type) {
      return ids.getOrDefault(type, "");
    }
  }

  /** No token that was signed by a key which is used up is needed any more. */
  void forgetUsedKeys() {
    synchronized (mortal) {
      used.clear();
    }
  }

  /** A token that shares no id with another one, but for its key and, mostly, its tenant. */
  Minted mint(String revokedBy) {
    // A user's revocation names no tenant, which means the default one.
    return mint(lasting, revokedBy.equals("tenant") ? "tenant-" + UUID.randomUUID() : "default");
  }

  /** A token with a key of its own; without one when all of them are used up. */
  Minted mintWithOwnKey() {
    TokenKey key;
    synchronized (mortal) {
      key = mortal.poll();
      if (key != null) {
        used.add(key);
      }
    }
    return mint(key == null ? lasting : key, "default");
  }

  private Minted mint(TokenKey key, String tenant) {
    TokenFactory factory = new TokenFactory(NAME, key, InstantSource.system());
    Map<String, Object> claims = factory.claims();
    claims.put("tid", tenant);
    claims.put("client_id", "client-" + UUID.randomUUID());
    long issuedAt = InstantSource.system().millis() / 1000;
    claims.put("iat", issuedAt);
    claims.put("exp", issuedAt + LIFE_SECONDS);
    return new Minted(
        factory.mint(claims),
        Map.of(
            "token", text(claims, "jti"),
            "session", text(claims, "sid"),
            "user", text(claims, "sub"),
            "tenant", text(claims, "tid"),
            "client", text(claims, "client_id"),
            "key", key == lasting ? "" : key.kid()));
  }

  private static String text(Map<String, Object> claims, String name) {
    return String.valueOf(claims.get(name));
  }
}
