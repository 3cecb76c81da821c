package io.portcullis.token.session;

/** What a presented string turned out to be. */
sealed interface TokenReading {
  record Genuine(ParsedToken token) implements TokenReading {}

  /** Of our form, but of a key that is not kept here: other instances may have it already. */
  record OfUnknownKey(ParsedToken token) implements TokenReading {}

  /** Of our form, but of a key that is withdrawn: nobody can tell any more whether we made it. */
  record OfWithdrawnKey(ParsedToken token) implements TokenReading {}

  record NotOurs(RefusalReason reason) implements TokenReading {}
}
