package io.portcullis.extauthz.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import io.portcullis.extauthz.jwks.VerificationKey;
import java.util.IdentityHashMap;
import org.junit.jupiter.api.Test;

/** Imported keys are kept, but not without end. */
class PreparedKeysTest {
  private final PreparedKeys keys = new PreparedKeys(null);

  @Test
  void keepsItsLimitHoweverOftenKeysChange() throws ReflectiveOperationException {
    int most = 0;
    for (int i = 0; i < 3 * PreparedKeys.MAX_KEYS; i++) {
      keys.prepared(
          new VerificationKey("k" + i, KeyAlgorithm.ES256, House.ES256.pair().getPublic()));
      most = Math.max(most, kept());
    }

    assertThat(most).isEqualTo(PreparedKeys.MAX_KEYS);
  }

  private int kept() throws ReflectiveOperationException {
    var field = PreparedKeys.class.getDeclaredField("snapshot");
    field.setAccessible(true);
    return ((IdentityHashMap<?, ?>) field.get(keys)).size();
  }
}
