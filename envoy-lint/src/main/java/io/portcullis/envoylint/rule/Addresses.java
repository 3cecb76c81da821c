package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.Value;
import java.util.List;

/** Which addresses stay on this machine. */
final class Addresses {
  private Addresses() {}

  /** The endpoints' addresses of a cluster. */
  static List<Value> of(Mapping cluster) {
    return cluster.message("load_assignment").stream()
        .flatMap(assignment -> assignment.messages("endpoints").stream())
        .flatMap(locality -> locality.messages("lb_endpoints").stream())
        .flatMap(endpoint -> endpoint.message("endpoint").stream())
        .flatMap(endpoint -> endpoint.find("address").stream())
        .toList();
  }

  /** Whether the address is a socket file, inside of Envoy, or on the loopback interface. */
  static boolean isLocal(Value written) {
    // What is no message is the place of a template: nobody knows it yet.
    return !(written instanceof Mapping address)
        || address.has("pipe")
        || address.has("envoy_internal_address")
        || address
            .message("socket_address")
            .map(socket -> isLoopback(socket.textOrEmpty("address")))
            .orElse(false);
  }

  /** As above, for a target in gRPC's own notation. */
  static boolean isLocalTarget(String target) {
    String address = target.replaceFirst("^(dns|ipv4|ipv6):(///)?", "");
    return target.startsWith("unix:")
        || target.startsWith("unix-abstract:")
        || isLoopback(address.replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", ""));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
