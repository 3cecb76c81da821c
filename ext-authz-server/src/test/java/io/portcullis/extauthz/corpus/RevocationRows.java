package io.portcullis.extauthz.corpus;

import static io.portcullis.extauthz.corpus.CorpusRow.token;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.revocation.RevokedIds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Rows 99 to 105: what a revocation, or its absence, makes of a good token. */
final class RevocationRows {
  private static final long STALE_MILLIS = 60_001;

  private final Setting setting;
  private final String good;
  private final List<CorpusRow> rows = new ArrayList<>();

  RevocationRows(Setting setting) {
    this.setting = setting;
    this.good = setting.draft(House.ES256).signed();
  }

  List<CorpusRow> rows() {
    long sessionStart = setting.nowSeconds() * 1000 - 60_000;
    revoked(99, "token", r -> r.revokeToken("t-1"));
    revoked(100, "session", r -> r.revokeSession("s-1"));
    revoked(101, "tenant", r -> r.revokeTenant("acme", sessionStart));
    revoked(101, "user", r -> r.revokeUser("u-1", sessionStart));
    revoked(102, "client", r -> r.revokeClient("app", sessionStart));
    revoked(103, "key", r -> r.revokeKey("ec-1"));
    rows.add(
        token(104, "stale", good, "503 revocation_state_stale").where(r -> r.ageIs(STALE_MILLIS)));
    rows.add(
        token(104, "never known", good, "503 revocation_state_stale")
            .where(r -> r.ageIs(Long.MAX_VALUE)));
    rows.add(token(105, "unlimited", "catalog", good, "ok").where(r -> r.ageIs(Long.MAX_VALUE)));
    return rows;
  }

  private void revoked(int number, String what, Consumer<RevokedIds> revocation) {
    rows.add(token(number, what, good, "401 token_revoked").where(revocation));
    rows.add(
        token(number, what + ", stale", "catalog", good, "401 token_revoked")
            .where(revocation.andThen(r -> r.ageIs(Long.MAX_VALUE))));
  }
}
