package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwt.JsonValue.Members;
import org.jspecify.annotations.Nullable;

/** The parts of a token in compact serialization, RFC 7515 7.1; nothing of it is proved yet. */
final class CompactToken {
  private final JoseHeader header;
  private final Members payload;
  private final SignedBytes signed;

  private CompactToken(JoseHeader header, Members payload, SignedBytes signed) {
    this.header = header;
    this.payload = payload;
    this.signed = signed;
  }

  /** Reads a token; the fault is a {@link TokenFault}, never an exception. */
  static Reading read(byte[] token) {
    int afterHeader = indexOfDot(token, 0);
    int afterPayload = afterHeader < 0 ? -1 : indexOfDot(token, afterHeader + 1);
    if (afterPayload < 0 || indexOfDot(token, afterPayload + 1) >= 0) {
      return new Broken(TokenFault.NOT_COMPACT);
    }
    byte[] header = Base64Url.decode(token, 0, afterHeader);
    byte[] payload = Base64Url.decode(token, afterHeader + 1, afterPayload);
    byte[] signature = Base64Url.decode(token, afterPayload + 1, token.length);
    return header == null || payload == null || signature == null
        ? new Broken(TokenFault.NOT_COMPACT)
        : read(header, payload, new SignedBytes(token, afterPayload, signature));
  }

  private static Reading read(byte[] header, byte[] payload, SignedBytes signed) {
    @Nullable JoseHeader jose = JoseHeader.read(header);
    if (jose == null) {
      return new Broken(TokenFault.BAD_HEADER);
    }
    @Nullable Members claims = JsonParser.parse(payload);
    return claims == null
        ? new Broken(TokenFault.BAD_CLAIMS)
        : new Intact(new CompactToken(jose, claims, signed));
  }

  JoseHeader header() {
    return header;
  }

  Members payload() {
    return payload;
  }

  SignedBytes signed() {
    return signed;
  }

  private static int indexOfDot(byte[] token, int from) {
    for (int i = from; i < token.length; i++) {
      if (token[i] == '.') {
        return i;
      }
    }
    return -1;
  }

  /** What reading a token gives. */
  sealed interface Reading {}

  record Intact(CompactToken token) implements Reading {}

  record Broken(TokenFault fault) implements Reading {}
}
