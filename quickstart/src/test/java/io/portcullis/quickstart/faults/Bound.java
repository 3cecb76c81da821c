package io.portcullis.quickstart.faults;

/**
 * A policy and what it promises.
 *
 * @param policy its name
 * @param maxStalenessMillis S
 * @param clockErrorMillis ε
 */
record Bound(String policy, long maxStalenessMillis, long clockErrorMillis) {
  /** D = S + ε. */
  long millis() {
    return maxStalenessMillis + clockErrorMillis;
  }
}
