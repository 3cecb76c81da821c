package io.portcullis.extauthz.jwt;

/** Why a token was not proved. Clients learn less: all but the last look the same to them. */
public enum TokenFault {
  TOO_LONG,
  NOT_COMPACT,
  BAD_HEADER,
  BAD_CLAIMS,
  UNKNOWN_ISSUER,
  WRONG_TYPE,
  WRONG_AUDIENCE,
  NOT_YET_VALID,
  WRONG_ALGORITHM,
  UNKNOWN_KEY,
  BAD_SIGNATURE,
  /** The issuer's keys were never loaded, so nothing can be said of its tokens. */
  KEYS_UNAVAILABLE
}
