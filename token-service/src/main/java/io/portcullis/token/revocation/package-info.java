/**
 * The revocation log: its truth in DynamoDB, its copy in Redis, and the heartbeats that prove how
 * far the truth had got. RFC 7009.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.revocation;
