package io.portcullis.extauthz.credential;

import io.portcullis.extauthz.credential.Credential.Absent;
import io.portcullis.extauthz.credential.Credential.Bearer;
import io.portcullis.extauthz.credential.Credential.Malformed;
import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.extauthz.request.Octets;
import io.portcullis.extauthz.request.RequestHeaders;
import java.util.Set;

/**
 * Reads the {@code Authorization} header by RFC 6750 2.1, more narrowly than the RFC where it
 * leaves room: exactly one space between scheme and token, and only this one place for a token (the
 * RFC's form body and query parameter leak into logs).
 */
public final class CredentialExtractor {
  private static final String AUTHORIZATION = "authorization";
  private static final String API_KEY = "x-api-key";
  private static final String BEARER = "bearer";
  private static final Credential ABSENT = new Absent();
  private static final Credential MALFORMED = new Malformed();

  private final PeerCertificates peers;

  /** Knows workloads by these rules. */
  public CredentialExtractor(PeerCertificates peers) {
    this.peers = peers;
  }

  /**
   * Finds the credential among the kinds that are accepted; any other counts as absent. A peer's
   * certificate counts only where there is no other: a mesh shows one with every request.
   */
  public Credential extract(AuthorizationRequest request, Set<CredentialKind> accepted) {
    Credential bearer =
        accepted.contains(CredentialKind.BEARER) ? bearer(request.headers()) : ABSENT;
    if (accepted.contains(CredentialKind.API_KEY) && request.headers().count(API_KEY) > 0) {
      return bearer instanceof Absent ? apiKey(request.headers()) : MALFORMED;
    }
    return bearer instanceof Absent && accepted.contains(CredentialKind.MTLS)
        ? peers.of(request)
        : bearer;
  }

  private static Credential apiKey(RequestHeaders headers) {
    return headers.count(API_KEY) == 1 ? ABSENT : MALFORMED;
  }

  private static Credential bearer(RequestHeaders headers) {
    return switch (headers.count(AUTHORIZATION)) {
      case 0 -> ABSENT;
      case 1 -> read(headers.first(AUTHORIZATION));
      default -> MALFORMED;
    };
  }

  private static Credential read(Octets value) {
    int end = BEARER.length();
    if (!value.beginsWithIgnoringCase(BEARER) || continuesScheme(value, end)) {
      return ABSENT;
    }
    if (hasSecondCredential(value)) {
      return MALFORMED;
    }
    // Whatever else follows the scheme is left in the token, which then is no token.
    int start = end < value.length() && value.at(end) == ' ' ? end + 1 : end;
    return start == value.length() ? ABSENT : new Bearer(value.startingAt(start));
  }

  /** Whether the scheme is longer than {@code bearer}. */
  private static boolean continuesScheme(Octets value, int index) {
    return index < value.length() && isSchemeCharacter(value.at(index));
  }

  /** Whether a proxy has joined two headers by a comma, RFC 9110 5.3; no token has one. */
  private static boolean hasSecondCredential(Octets value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.at(i) == ',' && isSchemeCharacter(firstAfterSpace(value, i + 1))) {
        return true;
      }
    }
    return false;
  }

  /** The first octet from here on that is no white space; a space if there is none. */
  private static int firstAfterSpace(Octets value, int from) {
    for (int i = from; i < value.length(); i++) {
      if (value.at(i) != ' ' && value.at(i) != '\t') {
        return value.at(i);
      }
    }
    return ' ';
  }

  /** RFC 9110 5.6.2 and 11.1: a scheme is a token. */
  private static boolean isSchemeCharacter(int octet) {
    return octet < 0x80
        && (Character.isLetterOrDigit(octet) || "!#$%&'*+-.^_`|~".indexOf(octet) >= 0);
  }
}
