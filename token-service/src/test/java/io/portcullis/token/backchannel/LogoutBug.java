package io.portcullis.token.backchannel;

/** Mistakes that one could make, to be found by the search. */
enum LogoutBug {
  /** Whoever has seen an errand takes it, leased or not. */
  LEASE_WITHOUT_CONDITION("told of twice"),
  /** An errand is removed first and run then. */
  REMOVED_BEFORE_IT_IS_TOLD("told of never"),
  /** The session ends in one write, the errand is put by another. */
  NOTICE_BESIDE_THE_END("told of never"),
  /** Whoever ends a session puts an errand, whether it had ended before or not. */
  NOTICE_OF_EVERY_END("told of twice"),
  /** A walk is over once the index was read. */
  WALK_ONCE("told of never"),
  /** A session that met with another transaction is passed over. */
  CONFLICT_TAKEN_FOR_DONE("told of never"),
  /** Every session of the user is told of, also one that began later. */
  WALK_WITHOUT_CUTOFF("told of alive"),
  /** What was opened is handed out without another look at the revoked-after times. */
  OPENED_WITHOUT_SECOND_LOOK("told of never");

  private final String hole;

  LogoutBug(String hole) {
    this.hole = hole;
  }

  /** What comes of it. */
  String hole() {
    return hole;
  }
}
