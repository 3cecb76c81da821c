package io.portcullis.token.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;

/** Signs access tokens (RFC 9068): {@code typ: at+jwt}, the key's {@code kid} and {@code alg}. */
public final class TokenSigner {
  static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  /** The token in compact form (RFC 7515 section 7.1). */
  public String sign(JWTClaimsSet claims, SigningKey key) {
    JWSHeader header =
        new JWSHeader.Builder(key.algorithm()).type(ACCESS_TOKEN).keyID(key.kid()).build();
    String signingInput = header.toBase64URL() + "." + claims.toPayload().toBase64URL();
    return signingInput + "." + Base64URL.encode(key.sign(signingInput.getBytes(US_ASCII)));
  }
}
