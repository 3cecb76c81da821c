package io.portcullis.token;

import io.portcullis.kit.main.ServiceMain;

/** {@code java -jar token-service.jar --config FILE}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(ServiceMain.run(new TokenServer(), arguments));
  }
}
