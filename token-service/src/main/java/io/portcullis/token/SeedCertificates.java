package io.portcullis.token;

import io.portcullis.token.client.CertificateName;
import io.portcullis.token.client.CertificateName.Kind;
import io.portcullis.token.client.CertificateRules;
import io.portcullis.token.config.SeedClient;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a seed file says of a client's certificates. */
final class SeedCertificates {
  private SeedCertificates() {}

  static CertificateRules rules(SeedClient seed) {
    return new CertificateRules(
        Stream.of(
                name(Kind.SUBJECT_DN, seed.tlsClientAuthSubjectDn()),
                name(Kind.SAN_DNS, seed.tlsClientAuthSanDns()),
                name(Kind.SAN_URI, seed.tlsClientAuthSanUri()),
                name(Kind.SAN_IP, seed.tlsClientAuthSanIp()),
                name(Kind.SAN_EMAIL, seed.tlsClientAuthSanEmail()))
            .flatMap(Optional::stream)
            .findFirst(),
        seed.tokenEndpointAuthMethod() == SeedClient.CertificateMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
        seed.tlsClientCertificateBoundAccessTokens());
  }

  private static Optional<CertificateName> name(Kind kind, @Nullable String value) {
    return Optional.ofNullable(value).map(name -> new CertificateName(kind, name));
  }
}
