package io.portcullis.extauthz.envoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.decision.IdentityClaim;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The walk over a message, beside a full parse of the same bytes. */
class CheckRequestReaderTest {
  private final OwnedHeaders owned =
      new OwnedHeaders(Map.of("x-user-id", IdentityClaim.SUBJECT), "x-auth-");
  private final CheckRequestReader reader = new CheckRequestReader(owned);

  @Property(tries = 3_000)
  void walksToWhatAFullParseFinds(@ForAll("requests") CheckRequest request) {
    CheckMessage walked = reader.read(request.toByteArray());

    assertThat(Seen.of(walked)).isEqualTo(Seen.of(request));
  }

  /** What protobuf makes of two messages, one after the other, is their union. */
  @Property(tries = 1_000)
  void joinsWhatComesInParts(
      @ForAll("requests") CheckRequest one, @ForAll("requests") CheckRequest other) {
    CheckRequest whole = one.toBuilder().mergeFrom(other).build();
    if (whole.getAttributes().getRequest().getHttp().getHeadersCount()
        < one.getAttributes().getRequest().getHttp().getHeadersCount()
            + other.getAttributes().getRequest().getHttp().getHeadersCount()) {
      return; // a name in both maps: protobuf forgets the first, we refuse to choose; see below
    }
    CheckMessage walked = reader.read(joined(one.toByteArray(), other.toByteArray()));

    assertThat(Seen.of(walked)).isEqualTo(Seen.of(whole));
  }

  @Test
  void countsAHeaderThatComesTwiceInTheMapAsRepeated() {
    byte[] one = House.mergedRequest("", Map.of("authorization", "Bearer a")).toByteArray();
    byte[] other = House.mergedRequest("", Map.of("authorization", "Bearer b")).toByteArray();

    assertThat(reader.read(joined(one, other)).headers().count("authorization")).isEqualTo(2);
  }

  /** Whatever the bytes are, they are read or refused; nothing is thrown. */
  @Property(tries = 20_000)
  void neverThrows(@ForAll byte[] message) {
    reader.read(message);
  }

  @Property(tries = 100)
  void refusesAMessageCutShortOrReadsItAsShorter(@ForAll("requests") CheckRequest request) {
    byte[] message = request.toByteArray();
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);

      boolean parses = parses(cut);

      assertThat(parses || !reader.read(cut).consistent()).isTrue();
    }
  }

  private static boolean parses(byte[] message) {
    try {
      return CheckRequest.parseFrom(message).isInitialized();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] joined = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, joined, one.length, other.length);
    return joined;
  }

  @Provide
  Arbitrary<CheckRequest> requests() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(8);
    Arbitrary<HeaderValue> header =
        Combinators.combine(names(), text, text)
            .as((name, value, raw) ->
                HeaderValue.newBuilder()
                    .setKey(name)
                    .setValue(value)
                    .setRawValue(ByteString.copyFromUtf8(raw))
                    .build());
    Arbitrary<AttributeContext.HttpRequest> http =
        Combinators.combine(
                header.list().ofMaxSize(5),
                Arbitraries.maps(names(), text).ofMaxSize(4),
                text,
                text,
                Arbitraries.longs())
            .as((raw, merged, path, other, size) ->
                AttributeContext.HttpRequest.newBuilder()
                    .setHeaderMap(HeaderMap.newBuilder().addAllHeaders(raw))
                    .putAllHeaders(merged)
                    .setPath(path)
                    .setMethod(other)
                    .setHost(path)
                    .setId(other)
                    .setBody(other)
                    .setSize(size)
                    .build());
    return Combinators.combine(
            http, Arbitraries.maps(Arbitraries.of("policy", "other", ""), text).ofMaxSize(3), text)
        .as((request, extensions, address) ->
            CheckRequest.newBuilder()
                .setAttributes(
                    AttributeContext.newBuilder()
                        .setSource(
                            AttributeContext.Peer.newBuilder()
                                .setPrincipal(address)
                                .setService("s")
                                .setAddress(
                                    Address.newBuilder()
                                        .setSocketAddress(
                                            SocketAddress.newBuilder()
                                                .setAddress(address)
                                                .setPortValue(17))))
                        .putAllContextExtensions(extensions)
                        .setRequest(AttributeContext.Request.newBuilder().setHttp(request)))
                .build());
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of(
        "authorization",
        "Authorization",
        "x-user-id",
        "X-User-Id",
        "x_user_id",
        "x-auth-role",
        "x_auth_role",
        "x-request-id",
        "X-Api-Key",
        "x-forwarded-client-cert",
        "accept",
        "");
  }

  /** What a request says, the header values as bytes. */
  record Seen(
      String policy,
      boolean consistent,
      List<String> texts,
      Map<String, List<String>> headers,
      String requestId) {
    static Seen of(CheckMessage check) {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (String name : List.of("authorization", "x-user-id", "x-request-id", "accept")) {
        headers.put(
            name,
            List.of(
                String.valueOf(check.headers().count(name)), check.headers().first(name).text()));
      }
      return new Seen(
          check.policyName().text(),
          check.consistent(),
          List.of(
              check.method(),
              check.path(),
              check.host(),
              check.sourceAddress(),
              check.peerPrincipal()),
          headers,
          check.requestId());
    }

    /** The slow way: parse everything, then look. */
    static Seen of(CheckRequest request) {
      AttributeContext attributes = request.getAttributes();
      AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
      ParsedHeaders raw = ParsedHeaders.raw(http.getHeaderMap().getHeadersList());
      ParsedHeaders merged = ParsedHeaders.merged(http.getHeadersMap());
      ParsedHeaders read = raw.isEmpty() ? merged : raw;
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (String name : List.of("authorization", "x-user-id", "x-request-id", "accept")) {
        headers.put(name, List.of(String.valueOf(read.count(name)), read.first(name)));
      }
      String shared = read.first("x-request-id");
      return new Seen(
          bytes(attributes.getContextExtensionsMap().getOrDefault("policy", "")),
          !raw.hasAlias()
              && !merged.hasAlias()
              && (raw.isEmpty() || merged.isEmpty() || raw.agreesWith(merged)),
          List.of(
              bytes(http.getMethod()),
              bytes(http.getPath()),
              bytes(http.getHost()),
              bytes(attributes.getSource().getAddress().getSocketAddress().getAddress()),
              bytes(attributes.getSource().getPrincipal())),
          headers,
          shared.isEmpty() ? bytes(http.getId()) : shared);
    }
  }

  static String bytes(String text) {
    return new String(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), ISO_8859_1);
  }
}
