package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.AtomicWrites;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.OpenedSession;
import io.portcullis.token.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens a session in one transaction with what must happen together with it. */
public final class CodeOpening {
  private final SessionStore sessions;
  private final AtomicWrites writes;

  public CodeOpening(SessionStore sessions, AtomicWrites writes) {
    this.sessions = sessions;
    this.writes = writes;
  }

  /**
   * Opens it.
   *
   * @param minting makes what the session is for, before anything is written
   * @param together the other writes, by the new session's {@code sid}
   * @return what was made; nothing, having changed nothing, when a condition of these writes does
   *     not hold
   */
  Optional<IssuedTokens> open(
      NewSession wanted,
      Function<OpenedSession, IssuedTokens> minting,
      Function<String, List<DynamoWrite>> together) {
    OpenedSession draft = sessions.draft(wanted);
    IssuedTokens tokens = minting.apply(draft);
    List<DynamoWrite> all = new ArrayList<>(together.apply(draft.session().sid()));
    all.add(sessions.opening(draft));
    return writes.commit(all) ? Optional.of(tokens) : Optional.empty();
  }
}
