package io.portcullis.extauthz.corpus;

import static io.portcullis.extauthz.corpus.CorpusRow.INVALID;
import static io.portcullis.extauthz.corpus.CorpusRow.MALFORMED;
import static io.portcullis.extauthz.corpus.CorpusRow.MISSING;
import static io.portcullis.extauthz.envoy.House.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.envoy.House;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows 1 to 35: headers and transport, as they reach the gRPC port. What Envoy itself refuses comes
 * here as if it had not.
 */
final class HeaderRows {
  private static final List<String> INTERNAL =
      List.of(
          "x-envoy-original-path",
          "x-envoy-internal",
          "x-envoy-auth-partial-body",
          "x-envoy-auth-failure-mode-allowed",
          "x-envoy-auth-headers-to-remove",
          "x-forwarded-uri",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-forwarded-prefix");
  private static final List<String> PATHS =
      List.of(
          "//admin",
          "/public/../admin",
          "/public/%2e%2e/admin",
          "/%2f",
          "/%2F",
          "/a;x=/../admin",
          "/a\\b",
          "/a%00",
          "/a?x",
          "/a%3Fx",
          "/a#b",
          "/public/",
          "http://example.com/public/",
          "*",
          "");

  private final Setting setting;
  private final String good;
  private final String bearer;
  private final List<CorpusRow> rows = new ArrayList<>();

  HeaderRows(Setting setting) {
    this.setting = setting;
    this.good = setting.draft(House.ES256).signed();
    this.bearer = "Bearer " + good;
  }

  List<CorpusRow> rows() {
    identities();
    internals();
    credentials();
    octets();
    messages();
    sizes();
    paths();
    return rows;
  }

  private void identities() {
    add(1, "forged identity, no token", MISSING, "x-user-id", "victim");
    rows.add(of(1, "anonymous", "ok", request("public", "x-user-id", "victim")));
    add(2, "forged identity", "ok", "x-user-id", "victim", "authorization", bearer);
    add(3, "upper case", "ok", "X-USER-ID", "victim", "authorization", bearer);
    add(3, "mixed case", "ok", "x-User-Id", "victim", "authorization", bearer);
    for (String alias : List.of("x_user_id", "X_User-Id", "x-user_id", "x_auth_role")) {
      add(4, alias, MALFORMED, alias, "v", "authorization", bearer);
      rows.add(of(4, alias + ", anonymous", MALFORMED, request("public", alias, "v")));
    }
    add(5, "twice", "ok", "x-user-id", "victim", "authorization", bearer, "x-user-id", "victim");
    for (String alias : List.of("x-user-id ", "x-user-id\t", " x-user-id", "X-Auth-Role ")) {
      add(6, "space at the name", MALFORMED, alias, "v", "authorization", bearer);
    }
    add(6, "folded credential", INVALID, "authorization", "Bearer\r\n " + good);
    add(6, "folded identity", "ok", "x-user-id", "a\r\n victim", "authorization", bearer);
    String little =
        setting.draft(House.ES256).without("tid").without("scope").without("sid").signed();
    for (String owned : List.of("x-tenant-id", "x-scopes", "x-session-id", "X-Auth-Level")) {
      add(7, owned, "ok", owned, "victim", "authorization", "Bearer " + little);
    }
    add(8, "Connection", "ok", "connection", "x-user-id", "authorization", bearer);
    add(8, "TE", "ok", "te", "x-user-id", "authorization", bearer);
    add(9, "announced trailer", "ok", "trailer", "x-user-id", "authorization", bearer);
  }

  private void internals() {
    for (String name : INTERNAL) {
      add(10, name + ", no token", MISSING, name, "/public/");
      add(10, name, "ok", name, "x-user-id", "authorization", bearer);
    }
    for (String name : List.of("x-http-method-override", "x-http-method", "x-method-override")) {
      add(35, name + ", no token", MISSING, name, "OPTIONS");
      add(35, name, "ok", name, "PUT", "authorization", bearer);
    }
  }

  private void credentials() {
    add(11, "both good", MALFORMED, "authorization", bearer, "Authorization", bearer);
    add(12, "good, then garbage", MALFORMED, "authorization", bearer, "authorization", "x");
    add(12, "garbage, then good", MALFORMED, "authorization", "x", "authorization", bearer);
    add(12, "good, then empty", MALFORMED, "authorization", bearer, "authorization", "");
    add(13, "two in one", MALFORMED, "authorization", bearer + ", " + bearer);
    rows.add(merged(13, "joined", MALFORMED, "authorization", bearer + "," + bearer));
    add(14, "bearer", "ok", "authorization", "bearer " + good);
    add(14, "BEARER", "ok", "authorization", "BEARER " + good);
    rows.add(merged(14, "joined", "ok", "authorization", bearer));
    add(15, "tab after the scheme", INVALID, "authorization", "Bearer\t" + good);
    add(16, "two spaces", INVALID, "authorization", "Bearer  " + good);
    add(17, "space after the token", INVALID, "authorization", bearer + " ");
    add(18, "newline before the token", INVALID, "authorization", "Bearer \n" + good);
    add(18, "tab before the token", INVALID, "authorization", "Bearer \t" + good);
    add(18, "NBSP before the token", INVALID, "authorization", "Bearer \u00a0" + good);
    add(19, "scheme alone", MISSING, "authorization", "Bearer");
    add(19, "scheme and a space", MISSING, "authorization", "Bearer ");
    add(20, "empty", MISSING, "authorization", "");
    add(21, "Basic", MISSING, "authorization", "Basic dTpw");
    add(21, "Bearers", MISSING, "authorization", "Bearers " + good);
    add(21, "token without a scheme", MISSING, "authorization", good);
    add(22, "DPoP", MISSING, "authorization", "DPoP " + good);
    add(23, "cookie", MISSING, "cookie", "access_token=" + good);
    rows.add(http(23, "query", MISSING, h -> h.setPath("/a?access_token=" + good)));
    rows.add(
        http(
            23,
            "form",
            MISSING,
            h ->
                h.setMethod("POST")
                    .setBody("access_token=" + good)
                    .putHeaders("content-type", "application/x-www-form-urlencoded")));
    rows.add(
        of(
            24,
            "API key beside a token",
            MALFORMED,
            request("partner", "x-api-key", "k", "authorization", bearer)));
    add(24, "API key not taken", "ok", "x-api-key", "k", "authorization", bearer);
    add(24, "API key alone", MISSING, "x-api-key", "k");
  }

  private void octets() {
    add(25, "NUL", INVALID, "authorization", "Bearer \0" + good);
    add(25, "NUL for the space", INVALID, "authorization", "Bearer\0" + good);
    add(25, "high bytes", INVALID, "authorization", "Bearer \u0080\u00ff");
    add(25, "0xC0 0xC0", INVALID, "authorization", bearer + "\u00c0\u00c0");
    for (int octet : new int[] {0x00, 0x80, 0xa0, 0xc3, 0xff}) {
      add(25, "octet " + octet + " at the end", INVALID, "authorization", bearer + (char) octet);
    }
    rows.add(merged(25, "beyond bytes", INVALID, "authorization", bearer + "\u20ac"));
    rows.add(broken(25, "broken UTF-8 in the map", INVALID, bearer + "@@@@", "*/*"));
    add(26, "broken UTF-8 elsewhere", "ok", "x", "\u00c3(", "authorization", bearer);
    rows.add(broken(26, "broken UTF-8 elsewhere in the map", "ok", bearer, "@@@@"));
    rows.add(broken(26, "broken UTF-8 in the map, no token", MISSING, "", "@@@@"));
  }

  private void messages() {
    CheckRequest bare = CheckRequest.getDefaultInstance();
    rows.add(of(27, "nothing", MISSING, bare));
    CheckRequest.Builder noHttp = bare.toBuilder();
    noHttp.getAttributesBuilder().getRequestBuilder();
    rows.add(of(27, "no http", MISSING, noHttp.build()));
    rows.add(of(27, "no headers", MISSING, request("")));
    rows.add(http(27, "empty header_map", MISSING, h -> h.setHeaderMap(HeaderMap.newBuilder())));
    rows.add(disagreeing("authorization", "Bearer x", MALFORMED));
    rows.add(disagreeing("x-user-id", "v", MALFORMED));
    rows.add(disagreeing("authorization", bearer, "ok"));
    rows.add(disagreeing("accept", "*/*", MALFORMED));
  }

  private void sizes() {
    String padded = setting.draft(House.ES256).claim("x", "x".repeat(6_000)).signed();
    add(29, "8 KiB, signed", INVALID, "authorization", "Bearer " + padded);
    add(29, "8 KiB of parts", INVALID, "authorization", "Bearer " + "a.".repeat(4096));
    add(30, "48 KiB", INVALID, "authorization", "Bearer " + "A".repeat(48 * 1024));
    add(30, "1 MiB", INVALID, "authorization", "Bearer " + "A".repeat(1 << 20));
    add(31, "header of 60 KiB", "ok", "x", "x".repeat(60 * 1024), "authorization", bearer);
    List<String> many = new ArrayList<>(List.of("authorization", bearer));
    for (int i = 0; i < 10_000; i++) {
      many.addAll(List.of("x-" + i, "v"));
    }
    add(31, "10,000 headers", "ok", many.toArray(String[]::new));
  }

  private void paths() {
    for (String path : PATHS) {
      rows.add(http(32, "path " + path, MISSING, h -> h.setPath(path)));
    }
    for (String method : List.of("CONNECT", "TRACE", "")) {
      rows.add(http(33, "method " + method, MISSING, h -> h.setMethod(method)));
    }
    add(33, "upgrade, no token", MISSING, "upgrade", "h2c", "connection", "upgrade");
    add(33, "upgrade", "ok", "upgrade", "websocket", "authorization", bearer);
    rows.add(http(34, "OPTIONS", MISSING, h -> h.setMethod("OPTIONS")));
    CheckRequest.Builder preflight = request("public").toBuilder();
    preflight.getAttributesBuilder().getRequestBuilder().getHttpBuilder().setMethod("OPTIONS");
    rows.add(of(34, "OPTIONS where anybody may", "ok", preflight.build()));
  }

  private void add(int number, String what, String expected, String... headers) {
    rows.add(of(number, what, expected, request("", headers)));
  }

  private static CorpusRow of(int number, String what, String expected, CheckRequest request) {
    return CorpusRow.of(number, what, request, expected);
  }

  private static CorpusRow merged(
      int number, String what, String expected, String name, String value) {
    return of(number, what, expected, House.mergedRequest("", Map.of(name, value)));
  }

  private interface Change {
    AttributeContext.HttpRequest.Builder to(AttributeContext.HttpRequest.Builder http);
  }

  private static CorpusRow http(int number, String what, String expected, Change change) {
    CheckRequest.Builder check = request("").toBuilder();
    change.to(check.getAttributesBuilder().getRequestBuilder().getHttpBuilder());
    return of(number, what, expected, check.build());
  }

  /** A map of text in which {@code @@@@} becomes four bytes that are no UTF-8. */
  private static CorpusRow broken(
      int number, String what, String expected, String authorization, String other) {
    Map<String, String> headers =
        authorization.isEmpty()
            ? Map.of("x", other)
            : Map.of("authorization", authorization, "x", other);
    String message = House.mergedRequest("", headers).toByteString().toString(ISO_8859_1);
    return CorpusRow.of(
        number,
        what,
        ByteString.copyFrom(message.replace("@@@@", "\u00c3(\u00ff\u00fe"), ISO_8859_1),
        expected);
  }

  /** Raw headers with a good token, and a map with one header. */
  private CorpusRow disagreeing(String name, String value, String expected) {
    return of(
        28,
        "raw headers beside " + name,
        expected,
        request(
            "",
            AttributeContext.HttpRequest.newBuilder()
                .putHeaders(name, value)
                .setHeaderMap(
                    HeaderMap.newBuilder()
                        .addHeaders(
                            HeaderValue.newBuilder()
                                .setKey("authorization")
                                .setRawValue(ByteString.copyFromUtf8(bearer))))));
  }
}
