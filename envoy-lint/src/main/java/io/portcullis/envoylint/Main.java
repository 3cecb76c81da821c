package io.portcullis.envoylint;

/** The command {@code portcullis}. */
public final class Main {
  private Main() {}

  /** Exit codes: 0 nothing found, 1 findings, 2 a file that cannot be read, or wrong usage. */
  public static void main(String[] arguments) {
    System.exit(PortcullisCommand.commandLine(System.in).execute(arguments));
  }
}
