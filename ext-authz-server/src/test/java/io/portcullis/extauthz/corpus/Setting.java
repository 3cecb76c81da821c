package io.portcullis.extauthz.corpus;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.jwt.TokenDraft;

/**
 * What the rows are made for.
 *
 * @param nowSeconds the moment at which their tokens are judged
 * @param trap an address of ours, to which nobody may ever connect
 */
public record Setting(long nowSeconds, String trap) {
  /** A token that is good now. */
  TokenDraft draft(SigningKeys keys) {
    return House.draft(keys, nowSeconds);
  }
}
