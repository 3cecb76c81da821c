package io.portcullis.extauthz.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.github.bucket4j.TimeMeter;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.jwt.TokenDraft;
import io.portcullis.extauthz.overload.SourceLimitedAuthorizer;
import org.junit.jupiter.api.Test;

/** What a flood of tokens that were never seen costs those that were. */
class OverloadTest {
  private static final int FAILURES_PER_SECOND = 3;
  private static final String HERE = "192.0.2.1";
  private static final String ELSEWHERE = "192.0.2.2";

  private final Time time = new Time();

  @Test
  void refusesATokenNeverSeenWhenThereIsNoPlaceToVerifyIt() {
    House full = House.withWorkers(_ -> false);

    Answer answer = full.bearing(good("t-1"));

    assertThat(answer.summary()).isEqualTo("503 overloaded");
    assertThat(answer.headers()).containsEntry("retry-after", "1");
  }

  @Test
  void servesAKnownTokenWhenThereIsNoPlaceToVerifyAnother() {
    boolean[] open = {true};
    House house =
        House.withWorkers(work -> {
          if (open[0]) {
            work.run();
          }
          return open[0];
        });
    String known = good("t-1"); // each signature is another one
    house.bearing(known);
    open[0] = false;

    assertThat(house.bearing(good("t-2")).summary()).isEqualTo("503 overloaded");
    assertThat(house.bearing(known).summary()).isEqualTo("ok");
  }

  @Test
  void verifiesNothingForASourceOfManyBadSignatures() {
    House house = House.around(this::limited);
    String known = good("t-1");
    house.check(from(HERE, known));
    for (int i = 0; i < FAILURES_PER_SECOND; i++) {
      assertThat(house.check(from(HERE, bad(i))).summary()).isEqualTo("401 token_invalid");
    }

    assertThat(house.check(from(HERE, bad(9))).summary()).isEqualTo("503 overloaded");
    assertThat(house.check(from(HERE, good("t-2"))).summary()).isEqualTo("503 overloaded");
    assertThat(house.check(from(HERE, known)).summary()).isEqualTo("ok");
    assertThat(house.check(from(ELSEWHERE, good("t-2"))).summary()).isEqualTo("ok");
  }

  @Test
  void verifiesAgainAfterAMoment() {
    House house = House.around(this::limited);
    for (int i = 0; i < FAILURES_PER_SECOND; i++) {
      house.check(from(HERE, bad(i)));
    }
    time.pass(400_000_000); // a third of a second, and a bit

    assertThat(house.check(from(HERE, good("t-2"))).summary()).isEqualTo("ok");
    assertThat(house.check(from(HERE, bad(9))).summary()).isEqualTo("401 token_invalid");
    assertThat(house.check(from(HERE, bad(10))).summary()).isEqualTo("503 overloaded");
  }

  @Test
  void doesNotTakeAGenuineTokenForABadSignature() {
    House house = House.around(this::limited);
    for (int i = 0; i < 10 * FAILURES_PER_SECOND; i++) {
      String foreign = draft().claim("jti", "t-" + i).claim("tid", "other").signed();
      assertThat(house.check(from(HERE, foreign, "acme")).summary()).isEqualTo("401 token_invalid");
    }

    assertThat(house.check(from(HERE, good("t-x"))).summary()).isEqualTo("ok");
  }

  @Test
  void doesNotCountWhatIsRefusedWithoutASignature() {
    House house = House.around(this::limited);
    for (int i = 0; i < 10 * FAILURES_PER_SECOND; i++) {
      house.check(from(HERE, "no.token.at-all"));
    }

    assertThat(house.check(from(HERE, bad(1))).summary()).isEqualTo("401 token_invalid");
  }

  private Authorizer limited(Authorizer inner) {
    return new SourceLimitedAuthorizer(inner, FAILURES_PER_SECOND, time);
  }

  private static String good(String id) {
    return draft().claim("jti", id).signed();
  }

  private static String bad(int number) {
    String token = good("bad-" + number);
    int at = token.lastIndexOf('.') + 10;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static TokenDraft draft() {
    return House.draft(House.ES256);
  }

  private static CheckRequest from(String address, String token) {
    return from(address, token, "");
  }

  private static CheckRequest from(String address, String token, String policy) {
    CheckRequest request = House.request(policy, "authorization", "Bearer " + token);
    return request.toBuilder()
        .setAttributes(
            request.getAttributes().toBuilder()
                .setSource(
                    AttributeContext.Peer.newBuilder()
                        .setAddress(
                            Address.newBuilder()
                                .setSocketAddress(
                                    SocketAddress.newBuilder()
                                        .setAddress(address)
                                        .setPortValue(1)))))
        .build();
  }

  /** A clock that stands still until it is moved. */
  private static final class Time implements TimeMeter {
    private long nanos = 1;

    void pass(long more) {
      nanos += more;
    }

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
