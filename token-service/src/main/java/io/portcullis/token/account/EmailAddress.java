package io.portcullis.token.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * An e-mail address as a user's login name: trimmed, in Unicode form C and lower case, so that one
 * mailbox is one user. Its {@code toString} hides it; it is personal data.
 */
public final class EmailAddress {
  /** RFC 5321 4.5.3.1.3 less the angle brackets. */
  private static final int MAX_BYTES = 254;

  private final String address;

  private EmailAddress(String address) {
    this.address = address;
  }

  /** The address, or nothing where no mailbox can have it. Only delivery would prove more. */
  public static Optional<EmailAddress> parse(String text) {
    if (text.length() > MAX_BYTES) {
      return Optional.empty();
    }
    String address =
        Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    int at = address.lastIndexOf('@');
    boolean plausible =
        at > 0
            && at < address.length() - 1
            && address.getBytes(UTF_8).length <= MAX_BYTES
            && address.chars().noneMatch(c -> Character.isISOControl(c) || c == ' ');
    return plausible ? Optional.of(new EmailAddress(address)) : Optional.empty();
  }

  /** The address itself; for storage, never for a log. */
  public String reveal() {
    return address;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EmailAddress that && that.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
