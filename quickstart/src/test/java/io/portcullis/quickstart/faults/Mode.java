package io.portcullis.quickstart.faults;

/** What a checker knows of revocations: {@code revocation.mode}. */
enum Mode {
  REPLICA("replica"),
  NEAR_CACHE("near-cache"),
  NONE("none");

  private final String configured;

  Mode(String configured) {
    this.configured = configured;
  }

  /** As it is written in the configuration. */
  String configured() {
    return configured;
  }
}
