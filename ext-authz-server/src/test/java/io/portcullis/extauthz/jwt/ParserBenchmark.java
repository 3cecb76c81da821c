package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwks.KeyAlgorithm;
import java.text.ParseException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * From a token's text to its claims, without the signature: our parser beside Nimbus. ADR 007 shows
 * the ratios; run it with {@code -prof gc} for the bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ParserBenchmark {
  private final String token = House.draft(House.ES256).signed();
  private final IssuerSettings settings =
      new IssuerSettings(
          House.ISSUER,
          Set.of("api"),
          Set.of(KeyAlgorithm.ES256),
          Set.of("at+jwt"),
          5_000,
          900,
          true,
          ClaimNames.standard());

  @Benchmark
  public @Nullable Object strictParser() {
    return CompactToken.read(token.getBytes(ISO_8859_1)) instanceof CompactToken.Intact(var read)
        ? ClaimsReader.read(read.payload(), settings, read.header().type())
        : null;
  }

  @Benchmark
  public JWTClaimsSet nimbus() throws ParseException {
    SignedJWT jwt = SignedJWT.parse(token);
    return jwt.getJWTClaimsSet();
  }
}
