package io.portcullis.token.session;

import com.google.protobuf.ByteString;

/** A refresh token whose tag is proved ours. {@code hash} is SHA-256 of the whole token. */
record ParsedToken(String value, String sid, long generation, ByteString hash) {
  @Override
  public String toString() {
    return "ParsedToken[sid=" + sid + ", generation=" + generation + "]";
  }
}
