package io.portcullis.extauthz.telemetry;

import java.util.Set;

/**
 * What a line of the decision log shows.
 *
 * @param hashKey the key under which ids are hashed
 * @param masked fields left out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DecisionLogForm(byte[] hashKey, Set<String> masked) {
  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "DecisionLogForm[masked=" + masked + "]";
  }
}
