package io.portcullis.token.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;

/** Signs tokens, under the key's {@code kid} and {@code alg}. */
public final class TokenSigner {
  static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  /** An access token (RFC 9068), {@code typ: at+jwt}, in compact form (RFC 7515 section 7.1). */
  public String sign(JWTClaimsSet claims, SigningKey key) {
    return sign(ACCESS_TOKEN, claims, key);
  }

  /** An ID token: {@code typ: JWT}, so that it passes for no access token. */
  public String signIdToken(JWTClaimsSet claims, SigningKey key) {
    return sign(JOSEObjectType.JWT, claims, key);
  }

  /** A token of another kind; each has a {@code typ} of its own, so that none passes as another. */
  public String sign(JOSEObjectType type, JWTClaimsSet claims, SigningKey key) {
    JWSHeader header = new JWSHeader.Builder(key.algorithm()).type(type).keyID(key.kid()).build();
    String signingInput = header.toBase64URL() + "." + claims.toPayload().toBase64URL();
    return signingInput + "." + Base64URL.encode(key.sign(signingInput.getBytes(US_ASCII)));
  }
}
