package io.portcullis.extauthz.corpus;

import static io.portcullis.extauthz.corpus.CorpusRow.invalid;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.TokenDraft;
import java.util.ArrayList;
import java.util.List;

/** Rows 36 to 47: the compact form and base64url. */
final class CompactFormRows {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final Setting setting;
  private final TokenDraft draft;
  private final String good;
  private final String[] parts;
  private final List<CorpusRow> rows = new ArrayList<>();

  CompactFormRows(Setting setting) {
    this.setting = setting;
    this.draft = setting.draft(House.ES256);
    this.good = draft.signed();
    this.parts = good.split("\\.", -1);
  }

  List<CorpusRow> rows() {
    segments();
    characters();
    serialisations();
    encodings();
    return rows;
  }

  private void segments() {
    rows.add(invalid(36, "1 segment", parts[0]));
    rows.add(invalid(36, "2 segments", parts[0] + "." + parts[1]));
    rows.add(invalid(36, "4 segments", good + ".x"));
    rows.add(invalid(36, "5 segments", good + ".x.x"));
    rows.add(invalid(36, "6 segments", good + ".x.x.x"));
    rows.add(invalid(37, "leading dot", "." + good));
    rows.add(invalid(37, "trailing dot", good + "."));
    rows.add(invalid(38, "empty payload", parts[0] + ".." + parts[2]));
    rows.add(invalid(38, "empty payload, signed", draft.sign(draft.headerJson(), "")));
    rows.add(invalid(39, "empty signature", parts[0] + "." + parts[1] + "."));
    rows.add(invalid(40, "dots only", ".."));
    rows.add(invalid(41, "many dots", ".".repeat(4000)));
    rows.add(invalid(41, "100,000 dots", ".".repeat(100_000)));
  }

  private void characters() {
    for (String padding : List.of("=", "==")) {
      rows.add(invalid(42, "signature " + padding, joined(parts[0], parts[1], parts[2] + padding)));
      rows.add(invalid(42, "payload " + padding, joined(parts[0], parts[1] + padding, parts[2])));
      rows.add(invalid(42, "header " + padding, joined(parts[0] + padding, parts[1], parts[2])));
    }
    for (char character : new char[] {'+', '/', '?', '~', ' ', '\t', '\n', '\r', '!', ':', '%'}) {
      int number = Character.isWhitespace(character) ? 44 : 43;
      rows.add(invalid(number, "in the header: " + (int) character, inserted(character, 5)));
      int middle = parts[0].length() + 9;
      rows.add(invalid(number, "in the payload: " + (int) character, inserted(character, middle)));
      int late = good.length() - 5;
      rows.add(invalid(number, "in the signature: " + (int) character, inserted(character, late)));
    }
    for (int part = 0; part < 3; part++) {
      String[] changed = parts.clone();
      changed[part] += "A".repeat((5 - changed[part].length() % 4) % 4);
      rows.add(invalid(45, "remainder 1 in part " + part, String.join(".", changed)));
    }
    rows.add(invalid(45, "unused bits set", withTrailingBits()));
  }

  private void serialisations() {
    String signed = "\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] + "\"";
    String payload = "\"payload\":\"" + parts[1] + "\"";
    rows.add(invalid(46, "flattened", "{" + payload + "," + signed + "}"));
    rows.add(invalid(46, "general", "{" + payload + ",\"signatures\":[{" + signed + "}]}"));
  }

  private void encodings() {
    String header = draft.headerJson();
    String claims = draft.claimsJson();
    rows.add(invalid(47, "mark before the header", draft.sign("\ufeff" + header, claims)));
    rows.add(invalid(47, "mark before the claims", draft.sign(header, "\ufeff" + claims)));
    rows.add(
        invalid(47, "UTF-16 claims", draft.sign(header.getBytes(UTF_8), claims.getBytes(UTF_16))));
    rows.add(
        invalid(47, "UTF-16 header", draft.sign(header.getBytes(UTF_16), claims.getBytes(UTF_8))));
    broken("overlong UTF-8", 0xc0, 0xaf);
    broken("overlong UTF-8, 3 bytes", 0xe0, 0x80, 0xaf);
    broken("overlong UTF-8, 4 bytes", 0xf0, 0x80, 0x80, 0xaf);
    broken("overlong NUL", 0xc0, 0x80);
    broken("surrogate in UTF-8", 0xed, 0xa0, 0x80);
    broken("beyond U+10FFFF", 0xf4, 0x90, 0x80, 0x80);
    broken("truncated UTF-8", 0xe2, 0x82);
    broken("lone continuation", 0x80);
    broken("control character", 0x01);
    for (String escaped : List.of("\\ud800", "\\udc00\\ud800", "\\ud800x", "\\ud800\\n")) {
      rows.add(invalid(47, "claims " + escaped, es().signedWithRaw("x", "\"" + escaped + "\"")));
      String changed = header.substring(0, header.length() - 1) + ",\"x\":\"" + escaped + "\"}";
      rows.add(invalid(47, "header " + escaped, draft.sign(changed, claims)));
    }
  }

  /** Signed tokens with these bytes inside a string, of the claims and of the header. */
  private void broken(String what, int... bytes) {
    String filler = "#".repeat(bytes.length);
    byte[] header = es().header("x", filler).headerJson().getBytes(UTF_8);
    byte[] claims = es().claim("x", filler).claimsJson().getBytes(UTF_8);
    byte[] goodHeader = draft.headerJson().getBytes(UTF_8);
    byte[] goodClaims = draft.claimsJson().getBytes(UTF_8);
    rows.add(invalid(47, what + " in claims", draft.sign(goodHeader, replaced(claims, bytes))));
    rows.add(invalid(47, what + " in header", draft.sign(replaced(header, bytes), goodClaims)));
  }

  private static byte[] replaced(byte[] json, int... bytes) {
    int at = new String(json, UTF_8).indexOf('#');
    for (int i = 0; i < bytes.length; i++) {
      json[at + i] = (byte) bytes[i];
    }
    return json;
  }

  private TokenDraft es() {
    return setting.draft(House.ES256);
  }

  private static String joined(String header, String payload, String signature) {
    return header + "." + payload + "." + signature;
  }

  private String inserted(char character, int index) {
    return good.substring(0, index) + character + good.substring(index);
  }

  /** The last character of a 64-byte signature has four bits that stand for nothing. */
  private String withTrailingBits() {
    int last = ALPHABET.indexOf(good.charAt(good.length() - 1));
    return good.substring(0, good.length() - 1) + ALPHABET.charAt(last | 1);
  }
}
