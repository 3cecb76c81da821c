package io.portcullis.token.account;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A user as another OpenID provider knows it (OpenID Connect Core section 5.7): no other claim, and
 * no e-mail address, is a name that lasts and that nobody else is given.
 *
 * @param issuer {@code iss}
 * @param subject {@code sub}
 */
public record ProviderSubject(String issuer, String subject) {
  /** OpenID Connect Core section 2. */
  private static final Pattern SUBJECT = Pattern.compile("\\p{ASCII}{1,255}");

  /** The subject, or nothing where no user may be called that. */
  public static Optional<ProviderSubject> of(String issuer, String subject) {
    return SUBJECT.matcher(subject).matches()
        ? Optional.of(new ProviderSubject(issuer, subject))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "ProviderSubject[" + issuer + "]";
  }
}
