package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * What a token and its key prove by themselves: minting, the theft of a key, the fetch of the
 * issuer's keys, and a node whose two shards are fresh only now and then. The token that is checked
 * belongs to the session that is revoked and is signed with the key that is revoked.
 */
final class MintScene extends Scene {
  private static final int FIRST = 0;
  private static final int SECOND = 1;
  private static final int KEY_READ_NEXT = 2;
  private static final int READY = 3;

  /** {@code iat} is in seconds, rounded down. */
  private static final int TICKS_PER_SECOND = 2;

  private final Bounds bounds;
  private final boolean iatSecond;
  private final boolean iatForKey;

  private final Cell now;
  private final Cell sessionRevokedAt;
  private final Cell keyRevokedAt;
  private final Cell userFresh;
  private final Cell knowsSession = layout.flag("node knows the session revoked");
  private final Cell controlFresh;
  private final Cell knowsKey = layout.flag("node knows the key revoked");
  private final Cell minting = layout.cell("minting", READY);
  private final Cell iat;
  private final Cell token = layout.flag("token");
  private final Cell forged = layout.flag("forged");
  private final Cell fetchBegun;
  private final Cell fetched;
  private final Cell keyGone = layout.flag("key gone");
  private final Cell checking = layout.cell("check", 2);
  private final Cell stateProof;
  private final Cell keyProof;
  private final Cell late = layout.flag("yes too late");

  /**
   * How far the search goes.
   *
   * @param time the last tick
   * @param clockError ε in ticks
   * @param maxStaleness S in ticks
   * @param promised D in ticks
   * @param fetches whether the node also fetches the issuer's keys
   */
  record Bounds(int time, int clockError, int maxStaleness, int promised, boolean fetches) {}

  MintScene(Bounds bounds, Set<Bug> bugs) {
    this.bounds = bounds;
    iatSecond = bugs.contains(Bug.IAT_AFTER_THE_FIRST_READ);
    iatForKey = bugs.contains(Bug.IAT_AS_PROOF_FOR_KEY);
    int latest = bounds.time() + bounds.clockError();
    now = layout.cell("now", bounds.time());
    sessionRevokedAt = layout.cell("session revoked at", bounds.time());
    keyRevokedAt = layout.cell("key revoked at", bounds.time());
    userFresh = layout.cell("user shard fresh", latest);
    controlFresh = layout.cell("control shard fresh", latest);
    iat = layout.cell("iat", latest);
    fetchBegun = layout.cell("fetch begun", latest);
    fetched = layout.cell("keys proved", latest);
    stateProof = layout.cell("its state's proof", latest);
    keyProof = layout.cell("its key's proof", latest);
    step("time goes on", s -> now.of(s) < bounds.time(), s -> now.add(s, 1));
    truthChanges();
    issuerMints();
    thiefSigns();
    for (int error : new int[] {0, bounds.clockError()}) {
      nodeFollows(error);
      if (bounds.fetches()) {
        nodeFetchesKeys(error);
      }
    }
    tokenIsChecked();
  }

  @Override
  void begin(State state) {
    now.set(state, 1);
  }

  @Override
  String broken(State state) {
    return late.isSet(state) ? "G1: yes to a revoked token later than " + bounds.promised() : "";
  }

  private void truthChanges() {
    step(
        "the session is revoked",
        s -> !sessionRevokedAt.isSet(s),
        s -> sessionRevokedAt.set(s, now.of(s)));
    step("the key is revoked", s -> !keyRevokedAt.isSet(s), s -> keyRevokedAt.set(s, now.of(s)));
  }

  /** {@code iat}, then session, then key: what is read is no older than what is written. */
  private void issuerMints() {
    for (int error : new int[] {0, bounds.clockError()}) {
      step(
          "minting: iat is taken by a clock ahead by " + error,
          s -> minting.of(s) == (iatSecond ? SECOND : FIRST) && !token.isSet(s),
          s -> {
            minting.add(s, 1);
            iat.set(s, (now.of(s) + error) / TICKS_PER_SECOND * TICKS_PER_SECOND);
          });
    }
    step(
        "minting: the session is read",
        s ->
            minting.of(s) == (iatSecond ? FIRST : SECOND)
                && !token.isSet(s)
                && !sessionRevokedAt.isSet(s),
        s -> minting.add(s, 1));
    step(
        "minting: the key is read",
        s -> minting.of(s) == KEY_READ_NEXT && !keyRevokedAt.isSet(s),
        s -> minting.add(s, 1));
    step(
        "the token is signed",
        s -> minting.of(s) == READY,
        s -> {
          minting.set(s, FIRST);
          token.set(s, true);
        });
  }

  /** Who stole the key writes any {@code iat}. */
  private void thiefSigns() {
    for (int second = 0; second <= bounds.time(); second += TICKS_PER_SECOND) {
      int written = second;
      step(
          "the thief signs a token with iat " + second,
          s -> !token.isSet(s) && minting.of(s) == FIRST,
          s -> {
            token.set(s, true);
            forged.set(s, true);
            iat.set(s, written);
          });
    }
  }

  /** The way of entries and heartbeats, in one step: {@link LogScene} takes it apart. */
  private void nodeFollows(int error) {
    step(
        "the user's shard is proved by a clock ahead by " + error,
        s -> true,
        s -> {
          userFresh.raise(s, now.of(s) + error);
          knowsSession.set(s, sessionRevokedAt.isSet(s));
        });
    step(
        "the control shard is proved by a clock ahead by " + error,
        s -> true,
        s -> {
          controlFresh.raise(s, now.of(s) + error);
          knowsKey.set(s, keyRevokedAt.isSet(s));
        });
  }

  /** Proved is the node's clock before the fetch. A key that is gone verifies nothing. */
  private void nodeFetchesKeys(int error) {
    step(
        "a fetch of the keys begins, by a clock ahead by " + error,
        s -> !fetchBegun.isSet(s),
        s -> fetchBegun.set(s, now.of(s) + error));
    if (error == 0) {
      step(
          "the issuer answers with its keys",
          fetchBegun::isSet,
          s -> {
            keyGone.set(s, keyRevokedAt.isSet(s));
            fetched.set(s, keyGone.isSet(s) ? 0 : Math.max(fetched.of(s), fetchBegun.of(s)));
            fetchBegun.set(s, 0);
          });
    }
  }

  private void tokenIsChecked() {
    step(
        "the check verifies the signature and reads its proofs",
        s -> checking.of(s) == 0 && token.isSet(s) && !keyGone.isSet(s),
        s -> {
          checking.set(s, 1);
          stateProof.set(s, Math.min(userFresh.of(s), controlFresh.of(s)));
          keyProof.set(s, Math.max(controlFresh.of(s), fetched.of(s)));
        });
    step(
        "the check looks up and finds nothing",
        s -> checking.of(s) == 1 && !knowsSession.isSet(s) && !knowsKey.isSet(s),
        s -> checking.set(s, 2));
    step("the check reads the clock and says yes", this::isYes, this::sayYes);
  }

  private boolean isYes(State state) {
    int clock = now.of(state);
    int minted = iat.of(state) <= clock + bounds.clockError() ? iat.of(state) : 0;
    int tokensProof = Math.max(stateProof.of(state), minted);
    int keysProof = iatForKey ? Math.max(keyProof.of(state), minted) : keyProof.of(state);
    int proof = Math.min(tokensProof, keysProof);
    return checking.of(state) == 2 && proof > 0 && clock - proof <= bounds.maxStaleness();
  }

  private void sayYes(State state) {
    late.set(
        state,
        isOver(state, keyRevokedAt) || (!forged.isSet(state) && isOver(state, sessionRevokedAt)));
    checking.set(state, 0);
    stateProof.set(state, 0);
    keyProof.set(state, 0);
  }

  private boolean isOver(State state, Cell revokedAt) {
    return revokedAt.isSet(state) && now.of(state) > revokedAt.of(state) + bounds.promised();
  }
}
