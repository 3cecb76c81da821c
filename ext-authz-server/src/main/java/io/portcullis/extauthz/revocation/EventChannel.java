package io.portcullis.extauthz.revocation;

import java.io.IOException;

/** A subscription to the channel of events. */
interface EventChannel extends AutoCloseable {
  /**
   * Makes sure that it still is one; a connection that is half open looks like a silent one.
   *
   * @throws IOException if it is lost, or does not answer within two seconds
   */
  void check() throws IOException;

  @Override
  void close();
}
