package io.portcullis.extauthz.revocation;

import java.io.IOException;

/** The log and the heartbeats of one shard, over one connection. */
interface ShardStreams extends AutoCloseable {
  /** Id before every entry of a stream. */
  String BEGINNING = "0-0";

  /** Most entries of a stream that one read brings. */
  int BATCH = 512;

  /**
   * What follows these ids, at once if there is something, else after at most 250 ms nothing.
   *
   * @throws IOException also if there is no answer within two seconds; close and connect again then
   */
  StreamBatch read(String afterItem, String afterHeartbeat) throws IOException;

  @Override
  void close();
}
