package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;

/**
 * What shall no longer be good.
 *
 * @param type what {@code id} names
 * @param issuer {@code iss} of the tokens, byte for byte; ours or a foreign one
 * @param tenant of the user; where it matters (user, or a token or session whose user is known)
 * @param id at most {@value #MAX_CHARS} characters
 * @param userId whose token or session it is, which decides its shard; empty when unknown
 */
public record RevocationRequest(
    RevocationType type, String issuer, String tenant, String id, String userId) {
  /** No part of a request is longer, so that a full batch stays far below an item's 400 KB. */
  public static final int MAX_CHARS = 512;

  /** Refuses what no caller may let through. */
  public RevocationRequest {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("id is empty");
    }
    if (Math.max(Math.max(issuer.length(), tenant.length()), Math.max(id.length(), userId.length()))
        > MAX_CHARS) {
      throw new IllegalArgumentException("a part is longer than " + MAX_CHARS + " characters");
    }
  }

  /** One token of a user who is known. */
  public static RevocationRequest token(String issuer, String tenant, String userId, String jti) {
    return new RevocationRequest(RevocationType.TOKEN, issuer, tenant, jti, userId);
  }

  /** One token of somebody unknown. */
  public static RevocationRequest token(String issuer, String jti) {
    return new RevocationRequest(RevocationType.TOKEN, issuer, "", jti, "");
  }

  /** One session and all its tokens. */
  public static RevocationRequest session(String issuer, String sid) {
    return new RevocationRequest(RevocationType.SESSION, issuer, "", sid, "");
  }

  /** Every session of a user that has started. */
  public static RevocationRequest user(String issuer, String tenant, String userId) {
    return new RevocationRequest(RevocationType.USER, issuer, tenant, userId, userId);
  }

  /** Every session of a tenant that has started. */
  public static RevocationRequest tenant(String issuer, String tenant) {
    return new RevocationRequest(RevocationType.TENANT, issuer, "", tenant, "");
  }

  /** Every session of a client that has started. */
  public static RevocationRequest client(String issuer, String clientId) {
    return new RevocationRequest(RevocationType.CLIENT, issuer, "", clientId, "");
  }

  /** Every token signed by a key. */
  public static RevocationRequest key(String issuer, String keyId) {
    return new RevocationRequest(RevocationType.KEY, issuer, "", keyId, "");
  }

  /** The same, of a user who is known now. */
  RevocationRequest ofUser(String knownTenant, String knownUserId) {
    return new RevocationRequest(type, issuer, knownTenant, id, knownUserId);
  }

  /** Whether it names sessions by their start, not by an id. */
  boolean isCutoff() {
    return switch (type) {
      case USER, TENANT, CLIENT -> true;
      case TOKEN, SESSION, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  /** Whether it leaves an item that never expires, whoever the issuer is. */
  boolean hasStanding() {
    return isCutoff() || type == RevocationType.KEY;
  }

  /** The shard whose log it goes to. */
  String shard(int shards) {
    return switch (type) {
      case USER, TOKEN, SESSION ->
          userId.isEmpty()
              ? RevocationKeys.CONTROL_SHARD
              : RevocationKeys.shardOf(tenant, userId, shards);
      case TENANT, CLIENT, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          RevocationKeys.CONTROL_SHARD;
    };
  }
}
