package io.portcullis.token.browser;

import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import java.util.Optional;

/**
 * An interaction, with the browser that began it.
 *
 * @param secret the browser's
 * @param asked what an app asked for, judged again: the client may have been changed since
 */
record Begun(
    Visitor visitor, Interaction interaction, String secret, Optional<Reading.Accepted> asked) {
  /** By which the stores know the browser. */
  String browser() {
    return RandomIds.hash(secret);
  }

  /** Whether the form that was sent is one that this browser was shown here. */
  boolean wasShown(Form form) {
    return FormTokens.matches(form.text("csrf"), secret, interaction.id());
  }

  @Override
  public String toString() {
    return "Begun[" + interaction + "]";
  }
}
