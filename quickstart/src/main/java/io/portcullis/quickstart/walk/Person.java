package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.TokenClient;
import io.portcullis.quickstart.client.Tokens;
import java.io.IOException;

/** The demo user, and the tokens held at the moment. */
public final class Person {
  private final String email;
  private final String password;
  private Tokens held = new Tokens("", "");

  /** A person who knows these credentials and is not logged in. */
  public Person(String email, String password) {
    this.email = email;
    this.password = password;
  }

  Tokens held() {
    return held;
  }

  void hold(Tokens tokens) {
    held = tokens;
  }

  /** Logs in and holds the new tokens. */
  Answer logIn(TokenClient tokenService) throws StepFailed, IOException, InterruptedException {
    Answer answer = tokenService.login(email, password);
    StepFailed.unlessStatus("login", 200, answer);
    held = Tokens.of(answer);
    return answer;
  }

  /** Refreshes and holds the new tokens. */
  Answer refresh(TokenClient tokenService) throws StepFailed, IOException, InterruptedException {
    Answer answer = tokenService.refresh(held.refresh());
    StepFailed.unlessStatus("refresh", 200, answer);
    held = Tokens.of(answer);
    return answer;
  }
}
