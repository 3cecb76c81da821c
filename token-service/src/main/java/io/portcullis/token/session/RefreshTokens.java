package io.portcullis.token.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.portcullis.kit.hash.Sha256;
import io.portcullis.token.session.RefreshTokenKeys.Purpose;
import io.portcullis.token.session.TokenReading.Genuine;
import io.portcullis.token.session.TokenReading.NotOurs;
import io.portcullis.token.session.TokenReading.OfUnknownKey;
import io.portcullis.token.session.TokenReading.OfWithdrawnKey;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes, reads and derives refresh tokens: {@code rt1.<key id>.<sid>.<generation>.<secret>.<tag>}.
 *
 * <p>The tag is a MAC over all before it. The session id is visible in every access token, so
 * without a tag anyone could send an old generation of somebody's session and have it ended as
 * stolen.
 *
 * <p>A successor's secret is derived from the presented token and a random value that the winner of
 * the rotation stored: any node computes the same successor again, and the table alone gives nobody
 * a usable token.
 */
public final class RefreshTokens {
  /** No refresh token of ours is longer. */
  static final int MAX_CHARS = 160;

  private static final Pattern FORM =
      Pattern.compile(
          "rt1\\.([A-Za-z0-9_-]{1,16})\\.([A-Za-z0-9_-]{22})\\.([1-9][0-9]{0,14})"
              + "\\.[A-Za-z0-9_-]{43}\\.([A-Za-z0-9_-]{22})");
  private static final int SID_BYTES = 16;
  private static final int TAG_BYTES = 16;
  private static final int DRAW_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  private final RefreshTokenKeys keys;
  private final RandomGenerator random;

  /**
   * @param random a cryptographically strong source
   */
  public RefreshTokens(RefreshTokenKeys keys, RandomGenerator random) {
    this.keys = keys;
    this.random = random;
  }

  /** Reads a token of any origin; never throws. */
  TokenReading read(String presented) {
    if (presented.length() > MAX_CHARS) {
      return new NotOurs(RefusalReason.MALFORMED);
    }
    Matcher form = FORM.matcher(presented);
    if (!form.matches()) {
      return new NotOurs(RefusalReason.MALFORMED);
    }
    String keyId = form.group(1);
    String signed = presented.substring(0, form.start(4) - 1);
    ParsedToken token =
        new ParsedToken(presented, form.group(2), Long.parseLong(form.group(3)), sha256(presented));
    if (!keys.has(keyId)) {
      return keys.isWithdrawn(keyId) ? new OfWithdrawnKey(token) : new OfUnknownKey(token);
    }
    // The texts are compared, not the decoded bytes: two spellings of one tag are two tokens.
    return MessageDigest.isEqual(
            tag(keyId, signed).getBytes(US_ASCII), form.group(4).getBytes(US_ASCII))
        ? new Genuine(token)
        : new NotOurs(RefusalReason.FORGED);
  }

  /** The first token of a session. */
  ParsedToken first(String sid) {
    return make(keys.currentKeyId(), sid, 1, draw(SECRET_BYTES));
  }

  /** The one successor of a token under a draw and a key; the same on every node. */
  ParsedToken successor(ParsedToken token, ByteString draw, String keyId) {
    long generation = token.generation() + 1;
    byte[] secret =
        keys.mac(
            keyId,
            Purpose.SECRET,
            ascii(token.sid()),
            ascii(Long.toString(generation)),
            draw.toByteArray(),
            ascii(token.value()));
    return make(keyId, token.sid(), generation, secret);
  }

  /** Whether a token made with this key can still be derived. */
  boolean knows(String keyId) {
    return keys.has(keyId);
  }

  /** Whether none will ever be. */
  boolean isWithdrawn(String keyId) {
    return keys.isWithdrawn(keyId);
  }

  /** Key for a successor made now. */
  String currentKeyId() {
    return keys.currentKeyId();
  }

  /** 128 fresh random bits, for one rotation. */
  ByteString newDraw() {
    return ByteString.copyFrom(draw(DRAW_BYTES));
  }

  /** A new session id: 128 random bits. */
  String newSid() {
    return base64(draw(SID_BYTES));
  }

  /** What is stored of a token. */
  ByteString hash(RefreshToken token) {
    return sha256(token.value());
  }

  private ParsedToken make(String keyId, String sid, long generation, byte[] secret) {
    String signed = "rt1." + keyId + "." + sid + "." + generation + "." + base64(secret);
    String value = signed + "." + tag(keyId, signed);
    return new ParsedToken(value, sid, generation, sha256(value));
  }

  private String tag(String keyId, String signed) {
    return base64(Arrays.copyOf(keys.mac(keyId, Purpose.TAG, ascii(signed)), TAG_BYTES));
  }

  private byte[] draw(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }

  private static ByteString sha256(String value) {
    return ByteString.copyFrom(Sha256.of(value));
  }

  private static byte[] ascii(String value) {
    return value.getBytes(US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
