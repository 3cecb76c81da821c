package io.portcullis.token.session;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;

/** Whether a session may be one more of its user's. */
public sealed interface Place {
  /** It may, if this is committed with it: that fails when another login comes first. */
  record Free(DynamoWrite write) implements Place {}

  /** These, the user's oldest, have to end first. */
  record Full(List<String> oldestSids) implements Place {}
}
