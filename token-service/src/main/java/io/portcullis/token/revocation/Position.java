package io.portcullis.token.revocation;

/** Where an entry stands in the log: shard {@code "0"} … {@code "N-1"} or {@code "control"}. */
public record Position(String shard, long sequence) {}
