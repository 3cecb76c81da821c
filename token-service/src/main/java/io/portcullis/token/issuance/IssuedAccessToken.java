package io.portcullis.token.issuance;

import java.util.List;

/**
 * An access token as a client gets it.
 *
 * @param value JWT (RFC 9068)
 * @param lifeSeconds until it expires
 * @param scopes that it carries
 */
public record IssuedAccessToken(String value, long lifeSeconds, List<String> scopes) {
  public IssuedAccessToken {
    scopes = List.copyOf(scopes);
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "***";
  }
}
