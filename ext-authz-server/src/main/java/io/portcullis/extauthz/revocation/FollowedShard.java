package io.portcullis.extauthz.revocation;

/** A shard and how far its log has been applied. */
record FollowedShard(String name, ShardLog log) {}
