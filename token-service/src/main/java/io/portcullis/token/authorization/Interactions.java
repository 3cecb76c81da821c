package io.portcullis.token.authorization;

import java.util.Optional;

/**
 * Where interactions live, for a quarter of an hour. Reads are strongly consistent; all methods
 * throw {@link io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface Interactions {
  /** Begins one in this browser. */
  Interaction begin(String parameters, String browser);

  /** The interaction, whichever browser began it, if it has not expired. One read. */
  Optional<Interaction> find(String id);

  /** Ends it. */
  void end(Interaction interaction);
}
