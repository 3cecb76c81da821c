package io.portcullis.token.issuance;

import java.util.Optional;

/**
 * Where a password is given.
 *
 * @param addressHash may be empty, where it is not known
 * @param browser what tells this browser from all others, where it is one
 */
public record LoginPlace(String addressHash, Optional<String> browser) {
  @Override
  public String toString() {
    return "LoginPlace[***]";
  }
}
