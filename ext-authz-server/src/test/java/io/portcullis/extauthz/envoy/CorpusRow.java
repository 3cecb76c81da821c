package io.portcullis.extauthz.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckRequest;

/** One hostile or broken input and the answer it is owed. Numbers are those of the corpus. */
record CorpusRow(int number, String what, CheckRequest request, String expected) {
  /** A bearer token under the default policy. */
  static CorpusRow token(int number, String what, String token, String expected) {
    return new CorpusRow(
        number, what, House.request("", "authorization", "Bearer " + token), expected);
  }

  /** A bearer token that is wrong in some way. */
  static CorpusRow invalid(int number, String what, String token) {
    return token(number, what, token, "401 token_invalid");
  }

  /** Asks cold, again when a good token went before, and once more without any cache. */
  void verify() {
    House house = new House();
    verify(house.check(request));
    house.bearing(House.draft(House.ES256).signed());
    verify(house.check(request));
    verify(House.withoutCache().check(request));
  }

  private void verify(Answer answer) {
    assertThat(answer.summary()).as(toString()).isEqualTo(expected);
    if (!answer.allowed()) {
      assertThat(answer.headers())
          .containsEntry("content-type", "application/problem+json")
          .containsEntry("cache-control", "no-store");
      assertThat(answer.body().has("request_id")).isTrue();
      assertThat(answer.response().getDeniedResponse().getHeadersList())
          .extracting(option -> option.getHeader().getKey())
          .doesNotHaveDuplicates();
    }
  }

  @Override
  public String toString() {
    return "row " + number + ": " + what;
  }
}
