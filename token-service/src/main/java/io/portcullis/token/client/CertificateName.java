package io.portcullis.token.client;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/**
 * The name that the certificate of a client of {@code tls_client_auth} must bear (RFC 8705 section
 * 2.1.2).
 *
 * @param value as it was registered
 */
public record CertificateName(Kind kind, String value) {
  private static final int MAX_CHARACTERS = 1024;

  /** Where in a certificate it stands; the number is that of RFC 5280's {@code GeneralName}. */
  public enum Kind {
    SUBJECT_DN(-1),
    SAN_EMAIL(1),
    SAN_DNS(2),
    SAN_URI(6),
    SAN_IP(7);

    private final int generalName;

    Kind(int generalName) {
      this.generalName = generalName;
    }

    /** The client metadata parameter that registers it. */
    public String parameter() {
      return "tls_client_auth_" + name().toLowerCase(Locale.ROOT);
    }
  }

  public CertificateName {
    if (value.isBlank() || value.length() > MAX_CHARACTERS || !isOfItsKind(kind, value)) {
      throw new IllegalArgumentException(
          kind.parameter() + " '" + value + "' is not " + form(kind));
    }
  }

  /** Whether the certificate bears it. */
  boolean isIn(X509Certificate certificate) {
    return kind == Kind.SUBJECT_DN
        ? new X500Principal(value).equals(certificate.getSubjectX500Principal())
        : alternatives(certificate).stream()
            .filter(name -> name.getFirst().equals(kind.generalName))
            .anyMatch(name -> name.get(1) instanceof String text && same(text));
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  // No wildcards: "*" in a certificate is the name of no client.
  private boolean same(String text) {
    return switch (kind) {
      case SAN_DNS -> text.equalsIgnoreCase(value);
      // A name with a mask is no address, and nobody's here.
      case SAN_IP ->
          isOfItsKind(Kind.SAN_IP, text)
              && InetAddress.ofLiteral(text).equals(InetAddress.ofLiteral(value));
      case SAN_EMAIL, SAN_URI, SUBJECT_DN -> text.equals(value);
    };
  }

  private static boolean isOfItsKind(Kind kind, String value) {
    try {
      return switch (kind) {
        case SUBJECT_DN -> !new X500Principal(value).getName().isEmpty();
        case SAN_DNS -> value.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
        case SAN_URI -> java.net.URI.create(value).isAbsolute();
        case SAN_IP -> !InetAddress.ofLiteral(value).getHostAddress().isEmpty();
        case SAN_EMAIL -> value.matches("[^@\\s]+@[^@\\s]+");
      };
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String form(Kind kind) {
    return switch (kind) {
      case SUBJECT_DN -> "a distinguished name like CN=billing,O=Example (RFC 4514)";
      case SAN_DNS -> "a domain name without a wildcard";
      case SAN_URI -> "an absolute URI";
      case SAN_IP -> "an IP address";
      case SAN_EMAIL -> "an e-mail address";
    };
  }
}
