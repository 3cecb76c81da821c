package io.portcullis.token.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.account.ProviderLinks.Linking;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderLinksTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private DynamoConnection connection;
  private DynamoUserStore users;

  @BeforeEach
  void open() {
    connection = LocalDynamo.connect(DYNAMO.get(), "links-");
    users = new DynamoUserStore(connection);
    users.createTable();
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  void ofTwoFirstLoginsOneMakesTheUser() {
    ProviderSubject subject = subject("https://one.example", "race");

    assertThat(users.add(user("first", "race@example.com"), subject)).isEqualTo(Linking.LINKED);
    assertThat(users.add(user("second", "race@example.com"), subject))
        .isEqualTo(Linking.SUBJECT_TAKEN);
    assertThat(users.find(subject)).contains(user("first", "race@example.com"));
    assertThat(users.find("default", "second")).isEmpty();
  }

  @Test
  void anAddressThatIsTakenLinksNobody() {
    users.add(user("owner", "owner@example.com"));
    ProviderSubject subject = subject("https://one.example", "thief");

    assertThat(users.add(user("thief", "OWNER@example.com"), subject))
        .isEqualTo(Linking.EMAIL_TAKEN);
    assertThat(users.find(subject)).isEmpty();
    assertThat(users.find("default", "thief")).isEmpty();
  }

  @Test
  void aSubjectOfOneIssuerIsNobodyAtAnother() {
    users.add(anonymous("somebody"), subject("https://one.example", "x:1"));

    assertThat(users.find(subject("https://one.example", "x:1"))).contains(anonymous("somebody"));
    assertThat(users.find(subject("https://two.example", "x:1"))).isEmpty();
    assertThat(users.find(subject("https://one.example:x", "1"))).isEmpty();
  }

  @Test
  void oidcCoreSection2ASubjectIs255CharactersOfAscii() {
    assertThat(ProviderSubject.of("https://one.example", "s".repeat(255))).isPresent();
    assertThat(ProviderSubject.of("https://one.example", "s".repeat(256))).isEmpty();
    assertThat(ProviderSubject.of("https://one.example", "")).isEmpty();
    assertThat(ProviderSubject.of("https://one.example", "ä")).isEmpty();
  }

  private static User user(String id, String email) {
    return new User("default", id, EmailAddress.parse(email), Optional.empty(), true);
  }

  private static User anonymous(String id) {
    return new User("default", id, Optional.empty(), Optional.empty(), true);
  }

  private static ProviderSubject subject(String issuer, String subject) {
    return ProviderSubject.of(issuer, subject).orElseThrow();
  }
}
