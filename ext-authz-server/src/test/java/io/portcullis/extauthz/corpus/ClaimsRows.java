package io.portcullis.extauthz.corpus;

import static io.portcullis.extauthz.corpus.CorpusRow.EXPIRED;
import static io.portcullis.extauthz.corpus.CorpusRow.invalid;
import static io.portcullis.extauthz.corpus.CorpusRow.token;
import static io.portcullis.extauthz.envoy.House.LEEWAY_SECONDS;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.TokenDraft;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows 80 to 98: claims of tokens that are signed correctly. */
final class ClaimsRows {
  private final Setting setting;
  private final long now;
  private final long soon;
  private final List<CorpusRow> rows = new ArrayList<>();

  ClaimsRows(Setting setting) {
    this.setting = setting;
    this.now = setting.nowSeconds();
    this.soon = now + 240;
  }

  List<CorpusRow> rows() {
    expiry();
    times();
    issuersAndAudiences();
    identities();
    scopes();
    return rows;
  }

  private void expiry() {
    rows.add(invalid(80, "exp missing", es().without("exp").signed()));
    for (String raw : List.of("null", "\"" + soon + "\"", "true", "[]", "{}", "1e309", "-1e309")) {
      rows.add(invalid(80, "exp " + raw, es().signedWithRaw("exp", raw)));
    }
    for (String raw : List.of("NaN", "Infinity", "-Infinity", "0" + soon, "+" + soon, "0x7")) {
      rows.add(invalid(80, "exp " + raw, es().signedWithRaw("exp", raw)));
    }
    rows.add(token(81, "exp in the past", past(60).signed(), EXPIRED));
    rows.add(invalid(81, "exp 0", es().claim("exp", 0).signed()));
    rows.add(invalid(81, "exp -1", es().claim("exp", -1).signed()));
    rows.add(token(82, "exp 1.8…e9", es().signedWithRaw("exp", scientific()), "ok"));
    rows.add(token(82, "exp …E1", es().signedWithRaw("exp", now / 10 + 24 + "E1"), "ok"));
    rows.add(token(82, "exp …40.0", es().signedWithRaw("exp", soon + ".0"), "ok"));
    rows.add(invalid(82, "exp …40.5", es().signedWithRaw("exp", soon + ".5")));
    rows.add(invalid(83, "exp 2^31", es().claim("exp", 1L << 31).signed()));
    rows.add(invalid(83, "exp 2^53+1", es().claim("exp", (1L << 53) + 1).signed()));
    rows.add(invalid(83, "exp 2^63", es().signedWithRaw("exp", "9223372036854775808")));
    rows.add(invalid(83, "exp 2^63-1", es().claim("exp", Long.MAX_VALUE).signed()));
    rows.add(invalid(83, "exp 1e308", es().signedWithRaw("exp", "1e308")));
    rows.add(invalid(83, "exp 1e999999999", es().signedWithRaw("exp", "1e999999999")));
    rows.add(invalid(83, "exp 1e99999999999", es().signedWithRaw("exp", "1e99999999999")));
    rows.add(token(84, "T-L+1", past(LEEWAY_SECONDS - 1).signed(), "ok").atThisSecond());
    rows.add(token(85, "T-L", past(LEEWAY_SECONDS).signed(), EXPIRED));
    rows.add(token(85, "T-L-1", past(LEEWAY_SECONDS + 1).signed(), EXPIRED));
    rows.add(token(85, "L = 0, T", partner().claim("exp", now).signed(), EXPIRED));
    rows.add(
        token(85, "L = 0, T+1", partner().claim("exp", now + 1).signed(), "ok").atThisSecond());
    rows.add(token(86, "longest life", es().claim("exp", now + 840).signed(), "ok"));
    rows.add(invalid(86, "too long a life", es().claim("exp", now + 841).signed()));
  }

  private String scientific() {
    return BigDecimal.valueOf(soon).movePointLeft(9) + "e9";
  }

  private void times() {
    long latest = now + LEEWAY_SECONDS;
    rows.add(token(87, "nbf within leeway", es().claim("nbf", latest).signed(), "ok"));
    rows.add(invalid(87, "nbf ahead", es().claim("nbf", latest + 1).signed()).atThisSecond());
    rows.add(invalid(87, "nbf far ahead", es().claim("nbf", now + 200).signed()));
    rows.add(invalid(87, "nbf a string", es().claim("nbf", "0").signed()));
    rows.add(invalid(87, "nbf null", es().claim("nbf", null).signed()));
    rows.add(invalid(88, "iat missing", es().without("iat").signed()));
    rows.add(invalid(88, "iat negative", es().claim("iat", -1).claim("exp", 1).signed()));
    rows.add(token(88, "iat within leeway", es().claim("iat", latest).signed(), "ok"));
    rows.add(invalid(88, "iat ahead", es().claim("iat", latest + 1).signed()).atThisSecond());
    rows.add(invalid(88, "iat far ahead", es().claim("iat", now + 200).signed()));
    rows.add(invalid(88, "iat after exp", es().claim("exp", now - 61).signed()));
    rows.add(invalid(88, "iat a string", es().claim("iat", "" + now).signed()));
    rows.add(invalid(88, "iat far below", es().claim("iat", Long.MIN_VALUE).signed()));
  }

  private void issuersAndAudiences() {
    for (Object issuer :
        new @Nullable Object[] {
          House.ISSUER + "/",
          "HTTPS://auth.example.com",
          "https://Auth.example.com",
          "http://auth.example.com",
          House.ISSUER + ":443",
          "https://\u0430uth.example.com",
          List.of(House.ISSUER),
          "https://auth.example.co",
          "auth.example.com",
          setting.trap(),
          House.ISSUER + "m",
          "",
          null,
          1
        }) {
      rows.add(invalid(89, "iss " + issuer, es().claim("iss", issuer).signed()));
    }
    rows.add(invalid(89, "iss missing", es().without("iss").signed()));
    rows.add(invalid(90, "B's key for A", partner().claim("iss", House.ISSUER).signed()));
    rows.add(invalid(90, "A's key for B", es().claim("iss", House.OTHER_ISSUER).signed()));
    rows.add(token(91, "aud in an array", es().claim("aud", List.of("x", "api")).signed(), "ok"));
    for (Object audience :
        new @Nullable Object[] {
          List.of("x"),
          List.of(),
          List.of("api", 5),
          List.of(List.of("api")),
          "api ",
          "API",
          null,
          Map.of("api", true),
          "api,x"
        }) {
      rows.add(invalid(92, "aud " + audience, es().claim("aud", audience).signed()));
    }
    rows.add(invalid(92, "aud missing", es().without("aud").signed()));
  }

  private void identities() {
    for (Object subject :
        new @Nullable Object[] {
          "",
          null,
          7,
          true,
          List.of("u"),
          "a\r\nx-role: root",
          "a\rb",
          "a\nb",
          "a\0b",
          "a,b",
          "J\u00fcrgen",
          "a b",
          " a",
          "\u007f",
          "u".repeat(257),
          "u".repeat(2000)
        }) {
      rows.add(invalid(93, "sub " + subject, es().claim("sub", subject).signed()));
      rows.add(invalid(93, "sid " + subject, es().claim("sid", subject).signed()));
      rows.add(invalid(93, "tid " + subject, es().claim("tid", subject).signed()));
      rows.add(invalid(94, "jti " + subject, es().claim("jti", subject).signed()));
    }
    rows.add(invalid(93, "sub of 10 KiB", es().claim("sub", "u".repeat(10_240)).signed()));
    rows.add(token(93, "sub of 256", es().claim("sub", "u".repeat(256)).signed(), "ok"));
    rows.add(invalid(93, "sub missing", es().without("sub").signed()));
    rows.add(invalid(94, "jti missing", es().without("jti").signed()));
    rows.add(invalid(94, "client_id missing", es().without("client_id").signed()));
    rows.add(acme(94, "sid needed", es().without("sid"), "401 token_invalid"));
    rows.add(token(94, "sid not needed", es().without("sid").signed(), "ok"));
    rows.add(acme(95, "right tenant", es(), "ok"));
    rows.add(acme(95, "other tenant", es().claim("tid", "umbrella"), "401 token_invalid"));
    rows.add(acme(95, "no tenant", es().without("tid"), "401 token_invalid"));
    rows.add(acme(95, "other tenant, expired", past(60).claim("tid", "x"), "401 token_invalid"));
    for (String name : List.of("__proto__", "@type", "class", "constructor")) {
      rows.add(token(96, name, es().claim(name, Map.of("sub", "admin")).signed(), "ok"));
    }
    rows.add(invalid(96, "sub twice", twice("sub", "\"admin\"")));
    rows.add(invalid(96, "nested name twice", es().signedWithRaw("x", "{\"a\":1,\"a\":1}")));
    rows.add(invalid(96, "name twice by an escape", twice("s\\u0075b", "\"admin\"")));
    rows.add(
        token(97, "cnf jkt", es().claim("cnf", Map.of("jkt", "x")).signed(), "401 proof_invalid"));
    rows.add(token(97, "cnf empty", es().claim("cnf", Map.of()).signed(), "401 proof_invalid"));
    Map<String, String> certificate = Map.of("x5t#S256", "x");
    rows.add(token(97, "cnf x5t", es().claim("cnf", certificate).signed(), "401 proof_invalid"));
    rows.add(invalid(97, "cnf a string", es().claim("cnf", "x").signed()));
    rows.add(invalid(97, "cnf null", es().claim("cnf", null).signed()));
    rows.add(token(97, "cnf, expired", past(60).claim("cnf", Map.of()).signed(), EXPIRED));
  }

  private void scopes() {
    rows.add(payments("string", es().claim("scope", "read pay"), "ok"));
    rows.add(payments("array", es().claim("scope", List.of("read", "pay")), "ok"));
    rows.add(payments("absent", es().without("scope"), "403 scope_insufficient"));
    rows.add(payments("other", es().claim("scope", "payments"), "403 scope_insufficient"));
    rows.add(payments("empty", es().claim("scope", ""), "403 scope_insufficient"));
    for (Object scope :
        new @Nullable Object[] {
          null,
          7,
          List.of("pay", 7),
          "pay  read",
          " pay",
          "pay ",
          "pay\tread",
          "pay,read",
          List.of("pay read"),
          "s".repeat(257),
          "s ".repeat(1100) + "s"
        }) {
      rows.add(payments("scope " + scope, es().claim("scope", scope), "401 token_invalid"));
    }
    rows.add(
        payments(
            "10,000",
            es().claim("scope", java.util.Collections.nCopies(10_000, "s")),
            "401 token_invalid"));
  }

  private TokenDraft es() {
    return setting.draft(House.ES256);
  }

  private TokenDraft partner() {
    return setting.draft(House.PARTNER);
  }

  /** A token that ended so many seconds ago. */
  private TokenDraft past(long seconds) {
    return es().claim("iat", now - 300).claim("exp", now - seconds);
  }

  private String twice(String name, String value) {
    String claims = es().claimsJson();
    String more = claims.substring(0, claims.length() - 1) + ",\"" + name + "\":" + value + "}";
    return es().sign(es().headerJson(), more);
  }

  private static CorpusRow acme(int number, String what, TokenDraft draft, String expected) {
    return token(number, what, "acme", draft.signed(), expected);
  }

  private static CorpusRow payments(String what, TokenDraft draft, String expected) {
    return token(98, what, "payments", draft.signed(), expected);
  }
}
