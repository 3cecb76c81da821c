package io.portcullis.extauthz.revocation;

/**
 * One entry of a stream in Redis.
 *
 * @param id as Redis gives it; of a log {@code <epoch>-<sequence>}
 */
record StreamEntry(String id, SealedMessage message) {
  long epoch() {
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  long sequence() {
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }
}
