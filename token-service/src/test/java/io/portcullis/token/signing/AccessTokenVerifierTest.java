package io.portcullis.token.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessTokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ISSUER = "https://auth.example.com";

  @TempDir private Path directory;
  private RotatingSigningKeys keys;
  private AccessTokenVerifier verifier;

  @BeforeEach
  void openKeys() throws IOException {
    keys =
        SigningKeysFixture.open(
            directory.resolve("keys"), SigningAlgorithm.ES256, InstantSource.fixed(NOW));
    verifier = new AccessTokenVerifier(keys, ISSUER, InstantSource.fixed(NOW));
  }

  @Test
  void acceptsATokenThatWeSigned() {
    assertThat(verifier.verify(sign(claims().build())).flatMap(VerifiedAccessToken::sid))
        .contains("sid-1");
  }

  @Test
  void refusesAnExpiredToken() {
    assertThat(verifier.verify(sign(claims().expirationTime(Date.from(NOW)).build()))).isEmpty();
  }

  @Test
  void refusesAnotherIssuersToken() {
    assertThat(verifier.verify(sign(claims().issuer(ISSUER + "/").build()))).isEmpty();
  }

  @Test
  void refusesAUsersTokenWithoutASession() {
    assertThat(verifier.verify(sign(claims().claim("sid", null).build()))).isEmpty();
  }

  @Test
  void acceptsAClientsOwnTokenWithoutASession() {
    String token = sign(claims().subject("client-1").claim("sid", null).build());

    assertThat(verifier.verify(token).map(VerifiedAccessToken::subject)).contains("client-1");
    assertThat(verifier.verify(token).flatMap(VerifiedAccessToken::sid)).isEmpty();
  }

  @Test
  void refusesAnotherKindOfToken() {
    assertThat(verifier.verify(sign(header().type(JOSEObjectType.JWT).build()))).isEmpty();
  }

  @Test
  void refusesAnUnknownKey() {
    assertThat(verifier.verify(sign(header().keyID("other").build()))).isEmpty();
  }

  @Test
  void refusesATokenUnderTheOtherKeysName() {
    String token = sign(header().keyID(keys.all().get(1).kid()).build());

    assertThat(verifier.verify(token)).isEmpty();
  }

  @Test
  void refusesATokenWithAnyCharacterChanged() {
    String token = sign(claims().build());
    for (int i = 0; i < token.length(); i += 7) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';

      String changed = token.substring(0, i) + other + token.substring(i + 1);

      assertThat(verifier.verify(changed)).as("character %d", i).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoToken() {
    assertThat(verifier.verify("")).isEmpty();
    assertThat(verifier.verify("..")).isEmpty();
    assertThat(verifier.verify("a.b.c.d.e")).isEmpty();
    assertThat(verifier.verify("A".repeat(1 << 20))).isEmpty();
  }

  private String sign(JWTClaimsSet claims) {
    return new TokenSigner().sign(claims, keys.all().getFirst());
  }

  private String sign(JWSHeader header) {
    String input = header.toBase64URL() + "." + claims().build().toPayload().toBase64URL();
    return input + "." + Base64URL.encode(keys.all().getFirst().sign(input.getBytes(US_ASCII)));
  }

  private JWSHeader.Builder header() {
    return new JWSHeader.Builder(keys.all().getFirst().algorithm())
        .type(TokenSigner.ACCESS_TOKEN)
        .keyID(keys.all().getFirst().kid());
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject("user-1")
        .audience("api")
        .expirationTime(Date.from(NOW.plusSeconds(300)))
        .issueTime(Date.from(NOW))
        .jwtID("jti-1")
        .claim("sid", "sid-1")
        .claim("sst", NOW.toEpochMilli())
        .claim("client_id", "client-1")
        .claim("tid", "default");
  }
}
