package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;

/**
 * One transaction: the head moves by one, the item is put, and what it stands for is changed.
 *
 * @param id tells this commit from any other, also from one of the same bytes
 * @param before the head as it must be
 * @param item sequence {@code before + 1}
 * @param standing revoked-after times and keys to be noted for ever, our own tokens for as long as
 *     the entry
 * @param writes of the rooms that own what is revoked
 */
record Commit(
    String id, Head before, StoredItem item, List<Standing> standing, List<DynamoWrite> writes) {

  /**
   * What stays after the entry has expired.
   *
   * @param millis T := max(now + 2ε, old T + 1); of a key or a token, when it was revoked
   */
  record Standing(RevocationRequest request, long millis) {}
}
