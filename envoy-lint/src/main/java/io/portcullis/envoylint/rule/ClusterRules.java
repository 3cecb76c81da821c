package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Value;
import java.util.List;

/** The way to the authorizer. */
final class ClusterRules {
  private ClusterRules() {}

  /** RFC 8446: whoever sits between can say yes, and reads every token. */
  static void plaintext(Mapping cluster, Expectations expectations, Sink sink) {
    if (cluster.has("transport_socket") || cluster.has("transport_socket_matches")) {
      return;
    }
    List<Value> addresses = Addresses.of(cluster);
    if (addresses.isEmpty()) {
      sink.at(
          cluster, "the authorizer's addresses come from elsewhere and have no transport_socket");
    }
    addresses.stream()
        .filter(address -> !Addresses.isLocal(address))
        .forEach(address -> sink.at(address, "the authorizer is on another machine, without TLS"));
  }
}
