package io.portcullis.token.session;

/** What a presented string turned out to be. */
sealed interface TokenReading {
  record Genuine(ParsedToken token) implements TokenReading {}

  record NotOurs(RefusalReason reason) implements TokenReading {}
}
