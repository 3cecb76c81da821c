package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.revocation.model.Tape;
import io.portcullis.proto.revocation.MacKeys.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what the modelled follower was given and plays it to a real one, in real messages. */
final class RecordedTape implements Tape {
  /** The session that the watched item revokes. */
  static final String WATCHED = "watched";

  private static final int MAX_ITEMS = 3;

  private sealed interface Given {
    record AnItem(int epoch, int sequence, boolean spoilt) implements Given {}

    record ABeat(Beat beat) implements Given {}

    record ReadAgain() implements Given {}
  }

  private record Log(int epoch, int watched) {}

  private final List<Given> given = new ArrayList<>();
  private final Map<Log, TruthLog> logs = new HashMap<>();

  /** The real epoch for the model's. */
  static long epoch(int ofModel) {
    return 100L + ofModel;
  }

  @Override
  public void item(int epoch, int sequence) {
    given.add(new Given.AnItem(epoch, sequence, false));
  }

  @Override
  public void spoiltItem(int epoch, int sequence) {
    given.add(new Given.AnItem(epoch, sequence, true));
  }

  @Override
  public void beat(Beat beat) {
    given.add(new Given.ABeat(beat));
  }

  @Override
  public void reread() {
    given.add(new Given.ReadAgain());
  }

  void clear() {
    given.clear();
  }

  String given() {
    return given.toString();
  }

  /** Plays it all, where the watched item has that place in the log of that epoch. */
  void play(ShardLog log, int watchedEpoch, int watched) {
    for (Given each : given) {
      switch (each) {
        case Given.AnItem(int epoch, int sequence, boolean spoilt) -> {
          SealedMessage honest = truth(epoch, epoch == watchedEpoch ? watched : 0).item(sequence);
          log.item(epoch(epoch), sequence, spoilt ? spoilt(honest) : honest);
        }
        case Given.ABeat(Beat beat) ->
            log.heartbeat(
                truth(beat.epoch(), beat.epoch() == watchedEpoch ? watched : 0)
                    .lowAt(beat.low())
                    .beat(beat.head(), beat.t0()),
                Tokens.START);
        case Given.ReadAgain() -> log.reread();
      }
    }
  }

  private static SealedMessage spoilt(SealedMessage honest) {
    return TruthLog.sealed(Kind.LOG_ITEM, honest.payload(), TruthLog.FOREIGN_KEYS);
  }

  private TruthLog truth(int epoch, int watched) {
    return logs.computeIfAbsent(new Log(epoch, watched), RecordedTape::newTruth);
  }

  private static TruthLog newTruth(Log log) {
    TruthLog truth = new TruthLog("control", epoch(log.epoch()));
    for (int sequence = 1; sequence <= MAX_ITEMS; sequence++) {
      truth.revoke(sequence == log.watched() ? WATCHED : "other-" + sequence);
    }
    return truth;
  }
}
