package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.revocation.model.LogScene;
import io.portcullis.extauthz.revocation.model.State;
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
    record AnItem(int generation, int epoch, int sequence, boolean spoilt) implements Given {}

    record ABeat(Beat beat) implements Given {}

    record ReadAgain() implements Given {}
  }

  private record Log(int generation, int epoch, int kept, int watched) {}

  private final List<Given> given = new ArrayList<>();
  private final Map<Log, TruthLog> logs = new HashMap<>();

  /** The real epoch for the model's. */
  static long epoch(int ofModel) {
    return 100L + ofModel;
  }

  @Override
  public void item(int generation, int epoch, int sequence) {
    given.add(new Given.AnItem(generation, epoch, sequence, false));
  }

  @Override
  public void spoiltItem(int generation, int epoch, int sequence) {
    given.add(new Given.AnItem(generation, epoch, sequence, true));
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

  /** Plays it all, as it was on the way to this state. */
  void play(ShardLog log, LogScene scene, State end) {
    for (Given each : given) {
      switch (each) {
        case Given.AnItem(int generation, int epoch, int sequence, boolean spoilt) -> {
          SealedMessage honest = truth(generation, epoch, scene, end).item(sequence);
          log.item(epoch(epoch), sequence, spoilt ? spoilt(honest) : honest);
        }
        case Given.ABeat(Beat beat) ->
            log.heartbeat(
                truth(beat.generation(), beat.epoch(), scene, end)
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

  private TruthLog truth(int generation, int epoch, LogScene scene, State end) {
    int watched = generation == scene.watchedGeneration(end) ? scene.watched(end) : 0;
    int kept = generation == 0 ? 0 : scene.kept(end);
    return logs.computeIfAbsent(new Log(generation, epoch, kept, watched), RecordedTape::newTruth);
  }

  private static TruthLog newTruth(Log log) {
    TruthLog truth = new TruthLog("control", epoch(log.epoch()));
    for (int sequence = 1; sequence <= MAX_ITEMS; sequence++) {
      int generation = sequence <= log.kept() ? 0 : log.generation();
      truth.revoke(sequence == log.watched() ? WATCHED : generation + "-" + sequence);
    }
    return truth;
  }
}
