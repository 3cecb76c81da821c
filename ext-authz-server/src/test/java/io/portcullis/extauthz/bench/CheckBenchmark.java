package io.portcullis.extauthz.bench;

import static io.portcullis.extauthz.envoy.House.draft;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.portcullis.extauthz.envoy.AuthorizationService;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.revocation.FilledReplica;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole check in the process, from the bytes of the request to the bytes of the answer, beside a
 * no-op on the same bytes and the provider's bare signature verification.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CheckBenchmark {
  private static final int TOKENS = 256;
  private static final CheckResponse YES =
      CheckResponse.newBuilder().setOkResponse(OkHttpResponse.getDefaultInstance()).build();

  private final AuthorizationService cached = service(65_536, 0);
  private final AuthorizationService cachedBesideMany = service(65_536, 1_000_000);
  private final AuthorizationService uncached = service(0, 0);
  private final byte[][] requests = new byte[TOKENS][];
  private final byte[][] signed = new byte[TOKENS][];
  private final byte[][] signatures = new byte[TOKENS][];
  private final PublicKey key = importedKey();
  private final Last last = new Last();
  private int next;

  /** Makes the tokens. */
  public CheckBenchmark() {
    for (int i = 0; i < TOKENS; i++) {
      String token = token(i);
      int dot = token.lastIndexOf('.');
      signed[i] = token.substring(0, dot).getBytes(US_ASCII);
      signatures[i] = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      requests[i] = request(token).toByteArray();
    }
  }

  /** The messages, each with a token of its own. */
  static byte[][] requests() {
    return IntStream.range(0, TOKENS)
        .mapToObj(i -> request(token(i)).toByteArray())
        .toArray(byte[][]::new);
  }

  /** Parses, answers a yes that was made before. */
  @Benchmark
  public byte[] noOp() throws InvalidProtocolBufferException {
    CheckRequest request = CheckRequest.parseFrom(requests[index()]);
    return request.hasAttributes() ? YES.toByteArray() : new byte[0];
  }

  /** A token whose signature was verified before. */
  @Benchmark
  public byte[] knownToken() {
    return check(cached);
  }

  /** The same beside a million revocations of others. */
  @Benchmark
  public byte[] knownTokenBesideAMillion() {
    return check(cachedBesideMany);
  }

  /** A token that was never seen. */
  @Benchmark
  public byte[] unseenToken() {
    return check(uncached);
  }

  /** What the provider needs for the signature alone, with the key in its own form. */
  @Benchmark
  public boolean bareVerify() throws GeneralSecurityException {
    int i = index();
    Signature signature =
        Signature.getInstance(
            "SHA256withECDSAinP1363Format", AmazonCorrettoCryptoProvider.INSTANCE);
    signature.initVerify(key);
    signature.update(signed[i]);
    return signature.verify(signatures[i]);
  }

  private byte[] check(AuthorizationService service) {
    service.answer(requests[index()], last);
    byte[] answer = last.answer;
    if (answer[1] != 0) { // the length of a status that is not 0
      throw new IllegalStateException("the figure would be of denials");
    }
    return answer;
  }

  private int index() {
    next = (next + 1) % TOKENS;
    return next;
  }

  /** The rooms as they are deployed, metrics included. */
  static AuthorizationService service(int cachedTokens, int revocations) {
    InstantSource clock = () -> Instant.ofEpochSecond(House.NOW_SECONDS);
    return House.asking(FilledReplica.checker(revocations, House.ISSUER, clock), cachedTokens)
        .service();
  }

  private static String token(int number) {
    return draft(House.ES256).claim("jti", "token-" + number).signed();
  }

  private static CheckRequest request(String token) {
    return House.request(
        "default",
        ":authority",
        "api.example.com",
        ":path",
        "/orders/17",
        ":method",
        "GET",
        ":scheme",
        "https",
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "accept",
        "application/json",
        "accept-encoding",
        "gzip, br",
        "authorization",
        "Bearer " + token,
        "x-forwarded-for",
        "203.0.113.7",
        "x-forwarded-proto",
        "https",
        "x-request-id",
        "4b7c1f0e-5f0f-4c52-9d5e-0f6f1d3f9a11");
  }

  private static PublicKey importedKey() {
    try {
      return (PublicKey)
          KeyFactory.getInstance("EC", AmazonCorrettoCryptoProvider.INSTANCE)
              .translateKey(House.ES256.pair().getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Last implements Consumer<byte[]> {
    private byte[] answer = {0, 1};

    @Override
    public void accept(byte[] value) {
      answer = value;
    }
  }
}
