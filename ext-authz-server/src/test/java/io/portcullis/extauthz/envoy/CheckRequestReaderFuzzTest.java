package io.portcullis.extauthz.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.decision.IdentityClaim;
import io.portcullis.extauthz.envoy.CheckRequestReaderTest.Seen;
import java.util.Map;

/** The walk over a message, beside a full parse of the same bytes, whatever they are. */
class CheckRequestReaderFuzzTest {
  private final CheckRequestReader reader =
      new CheckRequestReader(
          new OwnedHeaders(Map.of("x-user-id", IdentityClaim.SUBJECT), "x-auth-"));

  @FuzzTest(maxDuration = "10m")
  void walksToWhatAFullParseFinds(byte[] message) {
    CheckMessage walked = reader.read(message.clone());
    CheckRequest parsed;
    try {
      parsed = CheckRequest.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      return; // the walk may take what it has no need to look at, like text that is no UTF-8
    }

    if (isUnambiguous(walked, parsed)) {
      assertThat(Seen.of(walked)).isEqualTo(Seen.of(parsed));
    }
  }

  /** A full parse forgets what comes twice in a map; the walk refuses to choose. */
  private static boolean isUnambiguous(CheckMessage walked, CheckRequest parsed) {
    return walked.merged.size() == parsed.getAttributes().getRequest().getHttp().getHeadersCount();
  }
}
