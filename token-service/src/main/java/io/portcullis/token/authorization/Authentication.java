package io.portcullis.token.authorization;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a user has proved who they are.
 *
 * @param amr RFC 8176; empty where we only know that another provider believes them
 */
public record Authentication(List<String> amr, When when) {
  public Authentication {
    amr = List.copyOf(amr);
  }

  /** When that was. */
  public sealed interface When {
    /** Here and now. */
    record Now() implements When {}

    /** Elsewhere, be it long ago. */
    record At(Instant time) implements When {}

    /** Elsewhere, and nobody says when. */
    record Unknown() implements When {}
  }

  public static Authentication byPassword() {
    return new Authentication(List.of("pwd"), new When.Now());
  }

  /**
   * Another provider says who it is. RFC 8176 has no name for that, and what it says of the way is
   * not ours to repeat.
   *
   * @param at when it has seen the user, if it says so
   */
  public static Authentication byProvider(Optional<Instant> at) {
    return new Authentication(List.of(), at.<When>map(When.At::new).orElseGet(When.Unknown::new));
  }

  /** {@code auth_time} in Unix milliseconds; never later than now. */
  OptionalLong atMillis(long now) {
    return switch (when) {
      case When.Now() -> OptionalLong.of(now);
      case When.At(Instant time) -> OptionalLong.of(Math.min(time.toEpochMilli(), now));
      case When.Unknown() -> OptionalLong.empty();
    };
  }
}
