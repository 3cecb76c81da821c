package io.portcullis.extauthz.revocation;

/** What came of reading or writing the snapshot file. */
public enum SnapshotOutcome {
  /** Only what the log has gained since then is left to read. */
  LOADED("was loaded"),
  ABSENT("is not there yet"),
  TORN("is cut off, or no snapshot at all"),
  BAD_SEAL("was not sealed by a key of ours, or has changed since"),
  TOO_OLD("was written over a day ago, or in the future"),
  OTHER_LOG("is of another log than the one in Redis"),
  UNREADABLE("cannot be read"),
  WRITTEN("was written"),
  /** The last one stays. */
  NOT_WRITTEN("cannot be written");

  private final String phrase;

  SnapshotOutcome(String phrase) {
    this.phrase = phrase;
  }

  /** What to say of the snapshot. */
  public String phrase() {
    return phrase;
  }
}
