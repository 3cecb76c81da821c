package io.portcullis.token.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.token.session.RefreshTokenKeys.Purpose;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * Makes of a caller what is kept of its device. Hashes are keyed: there are few enough addresses to
 * try them all. With another key the same device has other hashes.
 */
public final class Devices {
  private static final int MAX_LABEL_CHARACTERS = 64;
  private static final int HASH_BYTES = 16;

  private final RefreshTokenKeys keys;
  private final UnaryOperator<String> labels;

  /**
   * @param labels a name to show for a user agent; empty for one that says nothing
   */
  public Devices(RefreshTokenKeys keys, UnaryOperator<String> labels) {
    this.keys = keys;
    this.labels = labels;
  }

  /**
   * The device of a caller.
   *
   * @param userAgent as sent; may be empty
   * @param address may be empty
   */
  public Device of(String userAgent, String address) {
    String label = labels.apply(userAgent);
    return new Device(
        label.substring(0, Math.min(label.length(), MAX_LABEL_CHARACTERS)),
        hash(userAgent),
        addressHash(address));
  }

  /** The hash of an address; empty for an empty one. */
  public String addressHash(String address) {
    return hash(address);
  }

  private String hash(String text) {
    if (text.isEmpty()) {
      return "";
    }
    byte[] mac = keys.mac(keys.currentKeyId(), Purpose.DEVICE, text.getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac, HASH_BYTES));
  }
}
