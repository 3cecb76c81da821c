package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.CorpusRow.invalid;
import static io.portcullis.extauthz.envoy.House.draft;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.extauthz.jwt.TokenDraft;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows 36 to 47: the compact form and base64url. */
class CompactFormCorpusTest {
  private static final TokenDraft DRAFT = draft(House.ES256);
  private static final String GOOD = DRAFT.signed();
  private static final String[] PARTS = GOOD.split("\\.", -1);

  static List<CorpusRow> rows() {
    List<CorpusRow> rows = new ArrayList<>();
    rows.add(invalid(36, "1 segment", PARTS[0]));
    rows.add(invalid(36, "2 segments", PARTS[0] + "." + PARTS[1]));
    rows.add(invalid(36, "4 segments", GOOD + ".x"));
    rows.add(invalid(36, "5 segments", GOOD + ".x.x"));
    rows.add(invalid(36, "6 segments", GOOD + ".x.x.x"));
    rows.add(invalid(37, "leading dot", "." + GOOD));
    rows.add(invalid(37, "trailing dot", GOOD + "."));
    rows.add(invalid(38, "empty payload", PARTS[0] + ".." + PARTS[2]));
    rows.add(invalid(38, "empty payload, signed", DRAFT.sign(DRAFT.headerJson(), "")));
    rows.add(invalid(39, "empty signature", PARTS[0] + "." + PARTS[1] + "."));
    rows.add(invalid(40, "dots only", ".."));
    rows.add(invalid(41, "many dots", ".".repeat(4000)));
    rows.add(invalid(41, "100,000 dots", ".".repeat(100_000)));
    rows.add(invalid(42, "padding of the signature", GOOD + "="));
    rows.add(invalid(42, "padding of the signature", GOOD + "=="));
    rows.add(invalid(42, "padding of the header", PARTS[0] + "=." + PARTS[1] + "." + PARTS[2]));
    for (char character : new char[] {'+', '/', '?', '~', ' ', '\t', '\n', '!', ':'}) {
      int number = Character.isWhitespace(character) ? 44 : 43;
      rows.add(invalid(number, "in the header: " + (int) character, inserted(character, 5)));
      int middle = PARTS[0].length() + 9;
      rows.add(invalid(number, "in the payload: " + (int) character, inserted(character, middle)));
      int late = GOOD.length() - 5;
      rows.add(invalid(number, "in the signature: " + (int) character, inserted(character, late)));
    }
    rows.add(invalid(45, "remainder 1", GOOD.substring(0, GOOD.length() - 1) + "AAA"));
    rows.add(invalid(45, "unused bits set", withTrailingBits()));
    rows.add(invalid(46, "JSON serialisation", flattened()));
    rows.add(
        invalid(47, "mark before the header", DRAFT.sign("\ufeff" + DRAFT.headerJson(), claims())));
    rows.add(
        invalid(47, "mark before the claims", DRAFT.sign(DRAFT.headerJson(), "\ufeff" + claims())));
    rows.add(invalid(47, "UTF-16 claims", DRAFT.sign(header(), claims().getBytes(UTF_16))));
    rows.add(invalid(47, "overlong UTF-8", withBytes(0xc0, 0xaf)));
    rows.add(invalid(47, "overlong UTF-8, 3 bytes", withBytes(0xe0, 0x80, 0xaf)));
    rows.add(invalid(47, "surrogate in UTF-8", withBytes(0xed, 0xa0, 0x80)));
    rows.add(invalid(47, "beyond U+10FFFF", withBytes(0xf4, 0x90, 0x80, 0x80)));
    rows.add(invalid(47, "truncated UTF-8", withBytes(0xe2, 0x82)));
    rows.add(invalid(47, "lone surrogate", draft(House.ES256).signedWithRaw("x", "\"\\ud800\"")));
    rows.add(
        invalid(47, "reversed pair", draft(House.ES256).signedWithRaw("x", "\"\\udc00\\ud800\"")));
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersAsOwed(CorpusRow row) {
    row.verify();
  }

  private static String claims() {
    return DRAFT.claimsJson();
  }

  private static byte[] header() {
    return DRAFT.headerJson().getBytes(UTF_8);
  }

  private static String inserted(char character, int index) {
    return GOOD.substring(0, index) + character + GOOD.substring(index);
  }

  /** The last character of a 64-byte signature has four bits that stand for nothing. */
  private static String withTrailingBits() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(GOOD.charAt(GOOD.length() - 1));
    return GOOD.substring(0, GOOD.length() - 1) + alphabet.charAt(last | 1);
  }

  private static String flattened() {
    return "{\"protected\":\""
        + PARTS[0]
        + "\",\"payload\":\""
        + PARTS[1]
        + "\",\"signature\":\""
        + PARTS[2]
        + "\"}";
  }

  /** A signed token with these bytes inside a string of its claims. */
  private static String withBytes(int... bytes) {
    byte[] claims =
        draft(House.ES256).claim("x", "#".repeat(bytes.length)).claimsJson().getBytes(UTF_8);
    int at = new String(claims, UTF_8).indexOf('#');
    for (int i = 0; i < bytes.length; i++) {
      claims[at + i] = (byte) bytes[i];
    }
    return DRAFT.sign(header(), claims);
  }
}
