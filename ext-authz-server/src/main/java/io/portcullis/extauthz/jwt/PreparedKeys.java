package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwks.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys as the provider's own objects, so that it need not import a key for each signature: a tenth
 * of an ES256 verification. A key that was not seen before is imported by whoever needs it first.
 */
final class PreparedKeys {
  /** Far above the keys that are ever in force together; beyond it, start again. */
  static final int MAX_KEYS = 256;

  private final @Nullable Provider provider;
  private volatile IdentityHashMap<VerificationKey, PublicKey> snapshot = new IdentityHashMap<>();

  PreparedKeys(@Nullable Provider provider) {
    this.provider = provider;
  }

  PublicKey prepared(VerificationKey key) {
    PublicKey known = snapshot.get(key);
    return known != null ? known : prepare(key);
  }

  private synchronized PublicKey prepare(VerificationKey key) {
    PublicKey prepared = imported(key);
    IdentityHashMap<VerificationKey, PublicKey> next =
        snapshot.size() < MAX_KEYS ? new IdentityHashMap<>(snapshot) : new IdentityHashMap<>();
    next.put(key, prepared);
    snapshot = next;
    return prepared;
  }

  private PublicKey imported(VerificationKey key) {
    PublicKey publicKey = key.publicKey();
    if (provider == null || provider.getService("KeyFactory", publicKey.getAlgorithm()) == null) {
      return publicKey;
    }
    try {
      KeyFactory factory = KeyFactory.getInstance(publicKey.getAlgorithm(), provider);
      return (PublicKey) factory.translateKey(publicKey);
    } catch (GeneralSecurityException | RuntimeException e) {
      return publicKey; // the provider then imports it, or refuses it, at each use
    }
  }
}
