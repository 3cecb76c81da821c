package io.portcullis.token.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoAtomicWrites;
import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.dynamo.LocalDynamo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ends all logins of one user, against DynamoDB Local. */
class LoginEpochTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final String HERE = "here";
  private static final String ELSEWHERE = "elsewhere";

  private DynamoConnection connection;
  private DynamoUserStore users;

  @BeforeEach
  void connect() {
    connection = LocalDynamo.connect(DYNAMO.get(), "epoch-");
    users = new DynamoUserStore(connection);
    users.createTable();
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  void sparesOneLoginUntilAnotherIsSpared() {
    added("ada");
    users.endLogins("default", "ada", Optional.of(HERE));
    assertThat(epochOf("ada").isOver(HERE, 0)).isFalse();
    assertThat(epochOf("ada").isOver(ELSEWHERE, 0)).isTrue();
    assertThat(epochOf("ada").isOver(ELSEWHERE, epochOf("ada").number())).isFalse();

    users.endLogins("default", "ada", Optional.empty());
    assertThat(epochOf("ada").isOver(HERE, 0)).isTrue();
  }

  @Test
  void nothingIsWrittenTogetherWithAnEpochThatIsOver() {
    User first = added("bob");
    assertThat(commits(first)).isTrue();
    users.endLogins("default", "bob", Optional.of(HERE));
    assertThat(commits(first)).isFalse();

    User second = users.find("default", "bob").orElseThrow();
    assertThat(commits(second)).isTrue();
    users.endLogins("default", "bob", Optional.of(HERE));
    assertThat(commits(second)).isFalse();
  }

  @Test
  void aUserWhoIsGoneIsNotMadeAgain() {
    users.endLogins("default", "nobody", Optional.empty());
    assertThat(users.find("default", "nobody")).isEmpty();
  }

  private User added(String id) {
    User user = new User("default", id, Optional.empty(), Optional.empty(), true);
    users.add(user);
    return users.find("default", id).orElseThrow();
  }

  private LoginEpoch epochOf(String id) {
    return users.find("default", id).orElseThrow().loginEpoch();
  }

  private boolean commits(User read) {
    return new DynamoAtomicWrites(connection).commit(List.of(users.sameLoginEpoch(read)));
  }
}
