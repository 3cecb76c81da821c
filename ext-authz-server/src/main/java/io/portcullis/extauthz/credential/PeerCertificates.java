package io.portcullis.extauthz.credential;

import io.portcullis.extauthz.credential.Credential.Absent;
import io.portcullis.extauthz.credential.Credential.Malformed;
import io.portcullis.extauthz.credential.Credential.PeerCertificate;
import io.portcullis.extauthz.request.AuthorizationRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which workload a request comes from, by the certificate that the proxy verified. The name a proxy
 * in between gives in {@code X-Forwarded-Client-Cert} counts only if that proxy itself is a trusted
 * hop; a trusted hop that names nobody is nobody.
 *
 * @param trustDomains whose SPIFFE ids are identities here
 * @param trustedHops SPIFFE ids of proxies that forward for others
 */
public record PeerCertificates(Set<String> trustDomains, Set<String> trustedHops) {
  private static final String FORWARDED = "x-forwarded-client-cert";
  private static final Credential ABSENT = new Absent();
  private static final Credential MALFORMED = new Malformed();

  /** Copies the sets. */
  public PeerCertificates {
    trustDomains = Set.copyOf(trustDomains);
    trustedHops = Set.copyOf(trustedHops);
  }

  Credential of(AuthorizationRequest request) {
    String peer = request.peerPrincipal();
    return trustedHops.contains(peer) ? forwarded(request) : identity(peer);
  }

  private Credential forwarded(AuthorizationRequest request) {
    return switch (request.headers().count(FORWARDED)) {
      case 0 -> ABSENT;
      case 1 -> {
        String header = request.headers().first(FORWARDED).text();
        Optional<List<String>> uris = ForwardedClientCert.uris(header);
        yield uris.isEmpty() ? MALFORMED : lastBeforeHops(uris.get());
      }
      default -> MALFORMED;
    };
  }

  /** From the newest back: the first who is no hop of ours said the rest, which proves nothing. */
  private Credential lastBeforeHops(List<String> uris) {
    for (String uri : uris.reversed()) {
      if (!trustedHops.contains(uri)) {
        return identity(uri);
      }
    }
    return ABSENT;
  }

  private Credential identity(String principal) {
    return SpiffeId.parse(principal)
        .filter(id -> trustDomains.contains(id.trustDomain()))
        .<Credential>map(PeerCertificate::new)
        .orElse(ABSENT);
  }
}
