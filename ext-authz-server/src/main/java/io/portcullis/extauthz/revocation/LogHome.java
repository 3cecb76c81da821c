package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.RevocationKeys;

/**
 * The region that owns a log.
 *
 * @param name as the log's items say it
 * @param own whether this is the node's own region, whose keys in Redis bear no name
 */
public record LogHome(String name, boolean own) {
  /** The node's own region. */
  public static LogHome own(String name) {
    return new LogHome(name, true);
  }

  /** Another region, of which this one has a copy. */
  public static LogHome other(String name) {
    return new LogHome(name, false);
  }

  /** What one of its shards is called in this region. */
  String shard(String shard) {
    return RevocationKeys.shardOfHome(own ? "" : name, shard);
  }
}
