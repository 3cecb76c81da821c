package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.ConnectionManager;
import io.portcullis.envoylint.tree.Mapping;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What lets a client pass for a workload by a certificate that nobody has verified. */
final class CertificateRules {
  private static final Set<String> ALWAYS_FORWARDED = Set.of("ALWAYS_FORWARD_ONLY", "4");

  /** From peers with a certificate alone, which the server compares with its trusted hops. */
  private static final Set<String> FORWARDED_OF_PEERS =
      Set.of("FORWARD_ONLY", "APPEND_FORWARD", "1", "2");

  private static final Set<String> ACCEPT_UNTRUSTED = Set.of("ACCEPT_UNTRUSTED", "1");

  /** Of a validation context: what proves the names in a certificate, not the key alone. */
  private static final List<String> PROOFS =
      List.of(
          "trusted_ca",
          "system_root_certs",
          "ca_certificate_provider_instance",
          "custom_validator_config",
          "verify_certificate_hash");

  private CertificateRules() {}

  /**
   * Envoy's documentation of x-forwarded-client-cert: only SANITIZE drops what a client made up.
   */
  static void forwarded(ConnectionManager manager, Expectations expectations, Sink sink) {
    manager
        .config()
        .scalar("forward_client_cert_details")
        .filter(details ->
            ALWAYS_FORWARDED.contains(details.text())
                || (FORWARDED_OF_PEERS.contains(details.text()) && !expectations.trustsHops()))
        .ifPresent(details -> sink.at(details, "forward_client_cert_details is " + details.text()));
  }

  /**
   * Envoy's API: with ACCEPT_UNTRUSTED, or a pinned key alone, the client chooses the names; with
   * no validation at all Envoy asks for no certificate.
   */
  static void unverified(ConnectionManager manager, Expectations expectations, Sink sink) {
    for (Mapping tls : manager.tlsContexts()) {
      List<Mapping> untrusted =
          validations(tls)
              .filter(context ->
                  ACCEPT_UNTRUSTED.contains(context.textOrEmpty("trust_chain_verification")))
              .toList();
      untrusted.forEach(context ->
          sink.at(
              context.findOrSelf("trust_chain_verification"),
              "trust_chain_verification is ACCEPT_UNTRUSTED"));
      if (untrusted.isEmpty() && expectations.credentials().contains("mtls") && !isVerified(tls)) {
        sink.at(tls, "a policy takes mtls, and nothing here verifies client certificates");
      }
    }
  }

  private static boolean isVerified(Mapping tls) {
    return tls.has("validation_context_sds_secret_config")
        || tls.message("combined_validation_context")
            .map(combined -> combined.has("validation_context_sds_secret_config"))
            .orElse(false)
        || validations(tls).anyMatch(context -> PROOFS.stream().anyMatch(context::has));
  }

  private static Stream<Mapping> validations(Mapping tls) {
    return Stream.concat(
        tls.message("validation_context").stream(),
        tls.message("combined_validation_context", "default_validation_context").stream());
  }
}
