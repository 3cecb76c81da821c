package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.revocation.RevokedIds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The whole way from bytes to the answer: always one answer, which Envoy can read, and no yes
 * without a token that was signed, byte for byte.
 */
class AuthorizationFuzzTest {
  private static final List<SigningKeys> KEYS =
      List.of(House.ES256, House.ED25519, House.RS256, House.PARTNER);
  private static final List<byte[]> SIGNED =
      KEYS.stream().map(keys -> House.draft(keys).signed().getBytes(ISO_8859_1)).toList();
  private static final List<String> POLICIES =
      List.of("", "default", "payments", "catalog", "acme", "closed", "service", "nowhere");

  private final House house = House.asking(new RevokedIds(), 64);

  /** What a fuzzer makes of messages of others: no token of ours is in them. */
  @FuzzTest(maxDuration = "10m")
  void neverSaysYesToBytes(byte[] message) {
    Answer answer = house.check(message);

    assertThat(answer.allowed() && needsToken(answer)).isFalse();
  }

  @FuzzTest(maxDuration = "10m")
  void saysYesOnlyToWhatWasSigned(FuzzedDataProvider data) {
    byte[] signed = data.pickValue(SIGNED);
    byte[] token = mutated(signed, data);
    String policy = data.pickValue(POLICIES);
    String credential = "Bearer " + new String(token, ISO_8859_1);

    Answer answer = house.check(request(policy, credential, data));

    if (answer.allowed() && needsToken(answer)) {
      assertThat(token).as("policy %s", policy).isEqualTo(signed);
      assertThat(answer.upstream()).containsEntry("x-user-id", "u-1");
    }
  }

  /** The message may name any policy, or a workload by its certificate. */
  private static boolean needsToken(Answer answer) {
    return List.of("default", "payments", "catalog", "acme", "closed")
        .contains(answer.metadata("policy"));
  }

  /** The header, and further ones that the data invents. */
  private static byte[] request(String policy, String credential, FuzzedDataProvider data) {
    String name = data.consumeAsciiString(24);
    String value = data.consumeString(24);
    CheckRequest request =
        data.consumeBoolean()
            ? House.request(policy, "authorization", credential, name, value)
            : House.mergedRequest(policy, Map.of("authorization", credential));
    ByteString rest = ByteString.copyFrom(data.consumeRemainingAsBytes());
    return request.toByteString().concat(rest).toByteArray();
  }

  /** Some bytes set, cut out or put in. */
  private static byte[] mutated(byte[] token, FuzzedDataProvider data) {
    byte[] changed = token.clone();
    int changes = data.consumeInt(0, 4);
    for (int i = 0; i < changes && changed.length > 0; i++) {
      int at = data.consumeInt(0, changed.length - 1);
      switch (data.consumeInt(0, 3)) {
        case 0 -> changed[at] = data.consumeByte();
        case 1 -> changed[at] ^= (byte) (1 << data.consumeInt(0, 7));
        case 2 -> changed = joined(changed, at, data.consumeBytes(8), at);
        default -> changed = joined(changed, at, new byte[0], at + data.consumeInt(0, 8));
      }
    }
    return changed;
  }

  private static byte[] joined(byte[] token, int to, byte[] between, int from) {
    byte[] head = Arrays.copyOf(token, to);
    byte[] tail = Arrays.copyOfRange(token, Math.min(from, token.length), token.length);
    return ByteString.copyFrom(head)
        .concat(ByteString.copyFrom(between))
        .concat(ByteString.copyFrom(tail))
        .toByteArray();
  }
}
