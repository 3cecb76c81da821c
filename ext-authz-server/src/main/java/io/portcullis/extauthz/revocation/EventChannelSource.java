package io.portcullis.extauthz.revocation;

import java.io.IOException;
import java.util.function.Consumer;

/** Subscribes to the channel of events. */
interface EventChannelSource {
  /**
   * Returns once the subscription stands.
   *
   * @param messages takes each message; an array without content stands for one that is too long
   * @throws IOException with a sentence for the log; to be tried again
   */
  EventChannel open(Consumer<byte[]> messages) throws IOException;
}
