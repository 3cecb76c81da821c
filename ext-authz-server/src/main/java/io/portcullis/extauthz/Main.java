package io.portcullis.extauthz;

import io.portcullis.kit.main.ServiceMain;

/** Starts the ext_authz server. */
public final class Main {
  private Main() {}

  /** Exit codes: 0 drained or done, 1 cannot start, 2 wrong configuration or usage. */
  public static void main(String[] arguments) {
    System.exit(ServiceMain.run(new ExtAuthzService(), arguments));
  }
}
