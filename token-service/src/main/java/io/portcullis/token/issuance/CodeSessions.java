package io.portcullis.token.issuance;

import io.portcullis.token.authorization.AuthorizationCode;
import io.portcullis.token.authorization.AuthorizationCodes;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.BrowserLogins;
import io.portcullis.token.dynamo.DynamoWrite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens the sessions that authorization codes stand for. The code is used, the session opened and
 * the browser's login told of it in one transaction: so whoever finds a code used can end what came
 * of it, and a logout, be it of this login or of all, finds every session of the login or lets no
 * other begin.
 */
public final class CodeSessions {
  /** Exchanges of one login's codes at the same time make each other try again. */
  private static final int MAX_TRIES = 8;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** What an opening came to. */
  sealed interface Opening {
    record Opened(IssuedTokens tokens) implements Opening {}

    /** The code is over, its login has ended, or its user may not go on. */
    record Refused() implements Opening {}

    /** Another exchange of it was quicker. */
    record UsedMeanwhile(AuthorizationCode code) implements Opening {}

    record Unavailable(Duration retryAfter) implements Opening {}
  }

  private final AuthorizationCodes codes;
  private final BrowserLogins logins;
  private final LoginPlaces places;
  private final SessionJudge judge;
  private final SessionOpening opening;

  public CodeSessions(
      AuthorizationCodes codes,
      BrowserLogins logins,
      LoginPlaces places,
      SessionJudge judge,
      SessionOpening opening) {
    this.codes = codes;
    this.logins = logins;
    this.places = places;
    this.judge = judge;
    this.opening = opening;
  }

  /**
   * Opens the session of a code that was not used when it was read.
   *
   * @param minting makes the tokens before anything is written: where none can be made, the code
   *     stays good for another try
   */
  Opening open(AuthorizationCode unused, Minting minting) {
    Optional<AuthorizationCode> code = Optional.of(unused);
    for (int tried = 0; tried < MAX_TRIES; tried++) {
      Optional<Opening> opened = code.flatMap(read -> tryToOpen(read, minting));
      if (opened.isPresent()) {
        return opened.get();
      }
      code = codes.find(unused.id());
      if (code.isEmpty()) {
        return new Opening.Refused();
      }
    }
    return new Opening.Unavailable(RETRY_AFTER);
  }

  /** Nothing when somebody else changed the code or the login in between. */
  private Optional<Opening> tryToOpen(AuthorizationCode code, Minting minting) {
    if (code.usedBy().isPresent()) {
      return Optional.of(new Opening.UsedMeanwhile(code));
    }
    Optional<BrowserLogin> login = logins.find(code.loginId());
    Optional<SessionJudge.Beginning> beginning = login.flatMap(of -> judge.beginning(code, of));
    if (login.isEmpty() || beginning.isEmpty()) {
      return Optional.of(new Opening.Refused());
    }
    Draft draft = new Draft(code, beginning.get());
    return switch (places.of(code, login.get())) {
      case LoginPlaces.Place.Free(Function<String, DynamoWrite> write) ->
          opened(draft, minting, write);
      case LoginPlaces.Place.Unavailable(Duration wait) ->
          Optional.of(new Opening.Unavailable(wait));
    };
  }

  /** Makes the tokens of a session that is not opened yet. */
  interface Minting extends Function<SessionOpening.Opened, IssuedTokens> {}

  private record Draft(AuthorizationCode code, SessionJudge.Beginning beginning) {}

  private Optional<Opening> opened(
      Draft draft, Minting minting, Function<String, DynamoWrite> login) {
    return opening
        .open(
            draft.code(),
            draft.beginning().standing(),
            minting,
            sid ->
                List.of(
                    codes.using(draft.code(), sid), login.apply(sid), draft.beginning().lasting()))
        .map(Opening.Opened::new);
  }
}
