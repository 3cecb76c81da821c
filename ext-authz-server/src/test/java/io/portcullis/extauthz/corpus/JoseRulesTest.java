package io.portcullis.extauthz.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.envoy.House;
import io.portcullis.extauthz.revocation.RevokedIds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rows of the corpus once more, by the rule of the standard that they hold. */
class JoseRulesTest {
  private static final House HOUSE = House.asking(new RevokedIds(), 0);
  private static final Map<Integer, List<CorpusRow>> ROWS =
      Corpus.rows(new Setting(House.NOW_SECONDS, "http://127.0.0.1:1/")).stream()
          .collect(Collectors.groupingBy(CorpusRow::number));

  @Test
  void rfc8725Section31AKeyHasOneAlgorithmAndNoneIsNone() {
    owed(48, 49, 52, 53);
  }

  @Test
  void rfc8725Section35NoPublicKeyOrWeakSecretIsASharedOne() {
    owed(50, 51);
  }

  @Test
  void rfc8725Section310NoKeyIsTakenFromATokenOrFetchedForIt() {
    owed(54, 55, 56, 57);
  }

  @Test
  void rfc7515Section4111AnUnknownCriticalHeaderIsRefused() {
    owed(58, 59);
  }

  @Test
  void rfc8725Section36NothingCompressedOrEncryptedIsOpened() {
    owed(60, 64, 65);
  }

  @Test
  void rfc8725Section311NoOtherKindOfTokenIsAnAccessToken() {
    owed(61, 62, 63);
    for (String type : Set.of("JWT", "logout+jwt", "dpop+jwt", "secevent+jwt", "statuslist+jwt")) {
      assertThat(rows(62)).extracting(CorpusRow::what).contains("typ " + type);
    }
  }

  @Test
  void rfc7518Section34AnEs256SignatureHas64RawBytes() {
    owed(70, 71, 72, 73);
    assertThat(rows(71)).extracting(CorpusRow::what).contains("DER");
  }

  @Test
  void rfc7519Section4IssuerAudienceExpiryAndNotBeforeAreJudged() {
    owed(80, 81, 83, 85, 87, 88, 89, 90, 92);
  }

  @Test
  void rfc7519Section2ADateIsANumberOfSecondsHoweverItIsWritten() {
    owed(82);
    assertThat(rows(82)).extracting(CorpusRow::expected).contains("ok", CorpusRow.INVALID);
  }

  @Test
  void rfc7519Section413AnAudienceIsOneOrMany() {
    owed(91, 92);
    assertThat(HOUSE.bearing(House.draft(House.ES256).claim("aud", "api").signed()).summary())
        .isEqualTo("ok");
  }

  @Test
  void rfc9864Section22Ed25519AndEdDsaAreOneAlgorithm() {
    List<CorpusRow> good =
        Stream.of("Ed25519 by its newer name", "EdDSA")
            .flatMap(what -> rows(52).stream().filter(row -> row.what().equals(what)))
            .toList();

    assertThat(good).hasSize(2).extracting(CorpusRow::expected).containsOnly("ok");
    good.forEach(JoseRulesTest::owed);
  }

  private static void owed(int... numbers) {
    IntStream.of(numbers)
        .forEach(number ->
            assertThat(rows(number))
                .as("row %d", number)
                .isNotEmpty()
                .allSatisfy(JoseRulesTest::owed));
  }

  private static void owed(CorpusRow row) {
    assertThat(HOUSE.check(row.message().toByteArray()).summary())
        .as(row.toString())
        .isEqualTo(row.expected());
  }

  private static List<CorpusRow> rows(int number) {
    return ROWS.getOrDefault(number, List.of());
  }
}
