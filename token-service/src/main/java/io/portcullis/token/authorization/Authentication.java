package io.portcullis.token.authorization;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a user has proved who they are.
 *
 * @param amr RFC 8176; empty where we only know that another provider believes them
 * @param at when, if it was not just now
 */
public record Authentication(List<String> amr, Optional<Instant> at) {
  public Authentication {
    amr = List.copyOf(amr);
  }

  public static Authentication byPassword() {
    return new Authentication(List.of("pwd"), Optional.empty());
  }
}
