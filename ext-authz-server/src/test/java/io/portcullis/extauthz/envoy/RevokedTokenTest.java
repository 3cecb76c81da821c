package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.NOW_SECONDS;
import static io.portcullis.extauthz.envoy.House.draft;
import static io.portcullis.extauthz.envoy.House.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.RevokedIds;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows 99 to 105, further: what a revocation, or its absence, makes of a good token. */
class RevokedTokenTest {
  private static final String GOOD = draft(House.ES256).signed();
  private static final long SESSION_START = NOW_SECONDS * 1000 - 60_000;

  private final House house = new House();

  static Stream<Arguments> revocations() {
    return Stream.of(
        revocation("99 token", r -> r.revokeToken("t-1")),
        revocation("100 session", r -> r.revokeSession("s-1")),
        revocation("101 tenant", r -> r.revokeTenant("acme", SESSION_START)),
        revocation("101 user", r -> r.revokeUser("u-1", SESSION_START)),
        revocation("102 client", r -> r.revokeClient("app", SESSION_START)),
        revocation("103 key", r -> r.revokeKey("ec-1")));
  }

  @ParameterizedTest
  @MethodSource("revocations")
  void deniesRevokedToken(Consumer<RevokedIds> revocation) {
    revocation.accept(house.revocations);

    Answer answer = house.bearing(GOOD);

    assertThat(answer.summary()).isEqualTo("401 token_revoked");
    assertThat(answer.headers())
        .containsEntry(
            "www-authenticate", "Bearer error=\"invalid_token\", error_description=\"revoked\"");
  }

  @ParameterizedTest
  @MethodSource("revocations")
  void deniesCachedTokenAsSoonAsItIsRevoked(Consumer<RevokedIds> revocation) {
    assertThat(house.bearing(GOOD).summary()).isEqualTo("ok");

    revocation.accept(house.revocations);

    assertThat(house.bearing(GOOD).summary()).isEqualTo("401 token_revoked");
  }

  @Test
  void deniesTokenThatOutlivesTheLog() {
    assertThat(house.bearing(GOOD).summary()).isEqualTo("ok");

    house.revocations.keepsEntriesForLivesUpTo(1_000);

    assertThat(house.bearing(GOOD).summary()).isEqualTo("401 token_invalid");
  }

  @ParameterizedTest
  @MethodSource("revocations")
  void knownRevokedWinsAtAnyAge(Consumer<RevokedIds> revocation) {
    revocation.accept(house.revocations);
    house.revocations.ageIs(Long.MAX_VALUE);

    assertThat(house.bearing(GOOD).summary()).isEqualTo("401 token_revoked");
  }

  @Test
  void allowsSessionThatStartedAfterTheCutOff() {
    house.revocations.revokeUser("u-1", SESSION_START - 1);

    assertThat(house.bearing(GOOD).summary()).isEqualTo("ok");
  }

  @Test
  void deniesTokenOfKeyThatLeftTheSet() {
    assertThat(house.bearing(GOOD).summary()).isEqualTo("ok");

    house.keys.publish(House.ED25519.verificationKey());

    assertThat(house.bearing(GOOD).summary()).isEqualTo("401 token_invalid");
    assertThat(house.keys.missed()).isEqualTo(1);
  }

  @Test
  void deniesCachedTokenWhenItsKeyIdGoesToAnotherKey() {
    assertThat(house.bearing(GOOD).summary()).isEqualTo("ok");

    house.keys.publish(io.portcullis.extauthz.jwt.SigningKeys.es256("ec-1").verificationKey());

    assertThat(house.bearing(GOOD).summary()).isEqualTo("401 token_invalid");
  }

  @Test
  void deniesUntilTheIssuersKeysAreLoaded() {
    House empty = new House();
    empty.keys.publish();

    Answer answer = empty.bearing(GOOD);

    assertThat(answer.summary()).isEqualTo("503 keys_unavailable");
    assertThat(answer.headers()).containsEntry("retry-after", "1");
  }

  @Test
  void deniesAtTheFirstMillisecondBeyondTheLimit() {
    house.revocations.ageIs(60_000);
    assertThat(house.bearing(GOOD).summary()).isEqualTo("ok");

    house.revocations.ageIs(60_001);

    assertThat(house.bearing(GOOD).summary()).isEqualTo("503 revocation_state_stale");
  }

  @Test
  void sendsTheClientForAFreshTokenWhereThePolicySaysSo() {
    String pay = draft(House.ES256).claim("scope", "pay").signed();
    house.revocations.ageIs(10_001);

    Answer answer = house.check(request("payments", "authorization", "Bearer " + pay));

    assertThat(answer.summary()).isEqualTo("401 revocation_state_stale");
    assertThat(answer.headers())
        .containsEntry(
            "www-authenticate", "Bearer error=\"invalid_token\", error_description=\"stale\"");
  }

  @Test
  void theMissingScopeWinsOverStaleState() {
    house.revocations.ageIs(Long.MAX_VALUE);

    Answer answer = house.check(request("payments", "authorization", "Bearer " + GOOD));

    assertThat(answer.summary()).isEqualTo("403 scope_insufficient");
  }

  @Test
  void staysOpenAtAnyAgeWhereTheOperatorChoseSo() {
    house.revocations.ageIs(Long.MAX_VALUE);

    Answer answer = house.check(request("catalog", "authorization", "Bearer " + GOOD));

    assertThat(answer.summary()).isEqualTo("ok");
  }

  private static Arguments revocation(String name, Consumer<RevokedIds> revocation) {
    return Arguments.of(Named.of(name, revocation));
  }
}
