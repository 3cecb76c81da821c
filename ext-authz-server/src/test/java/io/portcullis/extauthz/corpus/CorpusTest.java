package io.portcullis.extauthz.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.portcullis.extauthz.corpus.CorpusRow.Reach;
import io.portcullis.extauthz.envoy.Answer;
import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.jwt.ProviderSignatureVerifier;
import io.portcullis.extauthz.revocation.RevokedIds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row inside the process, and what holds for each of them whatever it is. */
class CorpusTest {
  /**
   * What judging one message may allocate: this much, and so many bytes for each of the message's
   * own, for the places of its headers. Messages are limited themselves.
   */
  private static final long MAX_ALLOCATED_BYTES = 96 * 1024;

  private static final long MAX_ALLOCATED_PER_BYTE = 16;

  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{24,}");
  private static final Trap TRAP = Trap.set();
  private static final Setting SETTING = new Setting(House.NOW_SECONDS, TRAP.uri());
  private static final House UNCACHED = House.asking(new RevokedIds(), 0);
  private static final House JDK =
      House.asking(new RevokedIds(), 0, ProviderSignatureVerifier.jdk());
  private static final String GOOD = SETTING.draft(House.ES256).signed();

  static List<CorpusRow> rows() {
    return Corpus.rows(SETTING);
  }

  @AfterAll
  static void connectsNowhere() throws IOException {
    assertThat(TRAP.wasSprung()).as("a connection to an address that a token named").isFalse();
    TRAP.close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersAsOwed(CorpusRow row) throws IOException {
    byte[] message = row.message().toByteArray();
    House house = House.asking(revocations(row), 1024);

    assertOwed(row, house.check(message));
    house.bearing(GOOD);
    assertOwed(row, house.check(message));
    assertOwed(row, uncached(row).check(message));
    assertThat(TRAP.wasSprung()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersTheSameByTheProviderOfTheJdk(CorpusRow row) {
    House house =
        row.reach() == Reach.ARRANGED
            ? House.asking(revocations(row), 0, ProviderSignatureVerifier.jdk())
            : JDK;

    assertOwed(row, house.check(row.message().toByteArray()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void letsNoForgedIdentityThrough(CorpusRow row) throws InvalidProtocolBufferException {
    byte[] forged = row.message().concat(forgery().toByteString()).toByteArray();
    byte[] message = canBeForged(row) ? forged : row.message().toByteArray();

    Answer answer = uncached(row).check(message);

    assertOwed(row, answer);
    if (answer.allowed()) {
      Map<String, String> upstream = upstream(message, answer);
      assertThat(upstream.values()).noneMatch(value -> value.contains("victim"));
      assertThat(upstream.keySet()).noneMatch(name -> name.startsWith("x-auth-"));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void logsAndAnswersNothingOfTheCredential(CorpusRow row) {
    String message = row.message().toString(ISO_8859_1);
    List<String> secrets = SECRET.matcher(message).results().map(MatchResult::group).toList();

    String said;
    try (LogLines lines = LogLines.capture()) {
      Answer answer = uncached(row).check(row.message().toByteArray());
      said = lines.text() + answer.response();
    }

    assertThat(secrets).noneMatch(said::contains);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void allocatesLittle(CorpusRow row) {
    byte[] message = row.message().toByteArray();
    House house = uncached(row);
    for (int i = 0; i < 3; i++) {
      house.check(message); // classes are loaded once
    }

    long bytes = allocated(house, message);

    assertThat(bytes).isLessThan(MAX_ALLOCATED_BYTES + MAX_ALLOCATED_PER_BYTE * message.length);
  }

  private static long allocated(House house, byte[] message) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[][] answers = new byte[1][];
    long before = threads.getCurrentThreadAllocatedBytes();
    house.service().answer(message, answer -> answers[0] = answer);
    long after = threads.getCurrentThreadAllocatedBytes();
    assertThat(answers[0]).isNotNull();
    return after - before;
  }

  private static void assertOwed(CorpusRow row, Answer answer) {
    assertThat(answer.summary()).as(row.toString()).isEqualTo(row.expected());
    if (!answer.allowed()) {
      assertThat(answer.headers())
          .containsEntry("content-type", "application/problem+json")
          .containsEntry("cache-control", "no-store");
      assertThat(answer.body().path("code").isTextual()).isTrue();
      assertThat(answer.body().path("request_id").isTextual()).isTrue();
      assertThat(answer.response().getDeniedResponse().getHeadersList())
          .extracting(option -> option.getHeader().getKey())
          .doesNotHaveDuplicates();
    }
  }

  private static House uncached(CorpusRow row) {
    return row.reach() == Reach.ARRANGED ? House.asking(revocations(row), 0) : UNCACHED;
  }

  private static RevokedIds revocations(CorpusRow row) {
    RevokedIds revocations = new RevokedIds();
    row.arrangement().accept(revocations);
    return revocations;
  }

  /** Where both places have headers, more in one of them alone would make them disagree. */
  private static boolean canBeForged(CorpusRow row) {
    try {
      AttributeContext.HttpRequest http =
          CheckRequest.parseFrom(row.message()).getAttributes().getRequest().getHttp();
      return http.getHeadersCount() == 0;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** To be put behind another message: protobuf makes one of the two. */
  private static CheckRequest forgery() {
    HeaderMap.Builder headers = HeaderMap.newBuilder();
    for (String name : List.of("x-user-id", "X-Session-Id", "x-scopes", "x-tenant-id")) {
      headers.addHeaders(HeaderValue.newBuilder().setKey(name).setValue("victim"));
    }
    headers.addHeaders(HeaderValue.newBuilder().setKey("X-Auth-Role").setValue("victim"));
    CheckRequest.Builder check = CheckRequest.newBuilder();
    check.getAttributesBuilder().getRequestBuilder().getHttpBuilder().setHeaderMap(headers);
    return check.build();
  }

  /** The headers that Envoy sends on after this answer, those that are ours to judge. */
  private static Map<String, String> upstream(byte[] message, Answer answer)
      throws InvalidProtocolBufferException {
    Map<String, String> headers = new TreeMap<>();
    if (canBeParsed(message)) {
      AttributeContext.HttpRequest http =
          CheckRequest.parseFrom(message).getAttributes().getRequest().getHttp();
      http.getHeadersMap().forEach((name, value) -> headers.put(lower(name), value));
      for (HeaderValue header : http.getHeaderMap().getHeadersList()) {
        String value = header.getValue() + header.getRawValue().toString(ISO_8859_1);
        headers.merge(lower(header.getKey()), value, (a, b) -> a + "," + b);
      }
    }
    headers.keySet().retainAll(headers.keySet().stream().filter(CorpusTest::isOwned).toList());
    answer.removed().forEach(headers::remove);
    headers.putAll(answer.upstream());
    return headers;
  }

  private static boolean canBeParsed(byte[] message) {
    try {
      return CheckRequest.parseFrom(message).hasAttributes();
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static boolean isOwned(String name) {
    return name.startsWith("x-auth-")
        || List.of("x-user-id", "x-session-id", "x-scopes", "x-tenant-id").contains(name);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
