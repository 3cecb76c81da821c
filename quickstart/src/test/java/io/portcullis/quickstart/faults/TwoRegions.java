package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.system.Parts;
import io.portcullis.testkit.DynamoDbReplication;
import io.portcullis.testkit.Fixture;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Two regions, each with tables, a Redis Cluster, a token service and a node of its own; between
 * them the tables' replication, and nothing else.
 */
final class TwoRegions implements Fixture {
  /** The longest that an item is on its way; a global table takes around a second. */
  private static final int REPLICATION_MILLIS = 300;

  private final Parts parts = new Parts(System.out);
  private final Side eu;
  private final Side us;
  private final DynamoDbReplication fromUs;

  /** What a region is asked by. */
  record Side(Region region, TokenNode tokens, CheckNode node) {}

  private TwoRegions(Path root) {
    HttpCaller http = parts.keep("HTTP", new HttpCaller());
    Region first = new Region("eu", root, key(), parts);
    Region second = new Region("us", root, key(), parts);
    fromUs = replicate(second, first, 1);
    replicate(first, second, 2);
    TokenNode firstTokens = first.tokenService(second, parts, http);
    TokenNode secondTokens = second.tokenService(first, parts, http);
    eu = new Side(first, firstTokens, first.checkNode(second, parts, http));
    us = new Side(second, secondTokens, second.checkNode(first, parts, http));
  }

  /** Starts everything; files go to this folder. */
  static TwoRegions start(Path root) {
    return new TwoRegions(root);
  }

  Side eu() {
    return eu;
  }

  Side us() {
    return us;
  }

  /** What brings the changes of us to eu. */
  DynamoDbReplication fromUs() {
    return fromUs;
  }

  @Override
  public String logTail() {
    return eu.node.server().logTail() + eu.tokens.server().logTail();
  }

  @Override
  public void close() {
    parts.close();
  }

  private DynamoDbReplication replicate(Region from, Region to, long seed) {
    return parts.keep(
        "replication from " + from.name(),
        DynamoDbReplication.start(
            from.dynamoDb(),
            to.dynamoDb(),
            Region.TABLES + "revocations",
            key -> key.contains("#" + from.name()),
            REPLICATION_MILLIS,
            seed));
  }

  /** Each seals its own copy: they share none. */
  private static String key() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return "k1:" + Base64.getEncoder().encodeToString(bytes) + "\n";
  }
}
