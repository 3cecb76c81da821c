package io.portcullis.extauthz.corpus;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.revocation.RevokedIds;
import java.util.function.Consumer;

/**
 * One hostile or broken input and the answer it is owed.
 *
 * @param number of the corpus
 * @param message a {@code CheckRequest}, or what claims to be one
 * @param expected {@code ok}, or status and code
 * @param arrangement what is revoked, and how old that knowledge is
 * @param reach where the row holds
 */
public record CorpusRow(
    int number,
    String what,
    ByteString message,
    String expected,
    Consumer<RevokedIds> arrangement,
    Reach reach) {
  static final String INVALID = "401 token_invalid";
  static final String EXPIRED = "401 token_expired";
  static final String MISSING = "401 credential_missing";
  static final String MALFORMED = "400 credential_malformed";

  /** Where a row holds. */
  public enum Reach {
    /** Also over the port of a server whose clock runs. */
    PORT_TOO,
    /** Only by a clock that stands at the very second. */
    STANDING_CLOCK,
    /** Only where revocations are arranged by hand. */
    ARRANGED
  }

  static CorpusRow of(int number, String what, CheckRequest request, String expected) {
    return of(number, what, request.toByteString(), expected);
  }

  static CorpusRow of(int number, String what, ByteString message, String expected) {
    return new CorpusRow(number, what, message, expected, _ -> {}, Reach.PORT_TOO);
  }

  /** A bearer token under the default policy. */
  static CorpusRow token(int number, String what, String token, String expected) {
    return token(number, what, "", token, expected);
  }

  /** A bearer token under this policy. */
  static CorpusRow token(int number, String what, String policy, String token, String expected) {
    return of(number, what, House.request(policy, "authorization", "Bearer " + token), expected);
  }

  /** A bearer token that is wrong in some way. */
  static CorpusRow invalid(int number, String what, String token) {
    return token(number, what, token, INVALID);
  }

  /** The same, but true for a second only. */
  CorpusRow atThisSecond() {
    return new CorpusRow(number, what, message, expected, arrangement, Reach.STANDING_CLOCK);
  }

  /** The same where this is so. */
  CorpusRow where(Consumer<RevokedIds> arranged) {
    return new CorpusRow(number, what, message, expected, arranged, Reach.ARRANGED);
  }

  @Override
  public String toString() {
    String shown = what.length() > 60 ? what.substring(0, 60) + "…" : what;
    return "row " + number + ": " + shown.replaceAll("[^ -~…]", "?");
  }
}
