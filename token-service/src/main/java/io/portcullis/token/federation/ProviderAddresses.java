package io.portcullis.token.federation;

import io.portcullis.kit.config.HttpsOrLoopback;
import io.portcullis.kit.config.IpNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a provider may have us call: its metadata could name what nobody but us can reach, this
 * machine and its network. Whoever configures an issuer on loopback wants to stay there. Any other
 * provider is called by https at public addresses, and at private ones only on the issuer's own
 * host, which whoever configured it has named. Names are judged by what they resolve to, right
 * before a call; Java connects to what it resolved in the last 30 seconds. Should a name change in
 * between, TLS ends before anything is asked: who is there has no certificate for that name.
 */
final class ProviderAddresses {
  /** RFC 6890: this machine, its link (cloud metadata live there), and no machine at all. */
  private static final List<IpNetwork> OURS =
      networks(
          "0.0.0.0/8",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/128",
          "::1/128",
          "fe80::/10",
          "ff00::/8");

  /** RFC 1918, RFC 4193, RFC 6598. */
  private static final List<IpNetwork> PRIVATE =
      networks(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "fc00::/7",
          "fec0::/10");

  private final String issuerHost;
  private final Resolver resolver;

  /** Tells the addresses of a name. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  ProviderAddresses(URI issuer, Resolver resolver) {
    this.issuerHost = host(issuer);
    this.resolver = resolver;
  }

  /** Refuses what is wrong whatever the name resolves to; a browser may be sent to all else. */
  void judgeName(URI uri) throws IOException {
    if (isHere() ? !HttpsOrLoopback.allows(uri, false) : !isHttps(uri)) {
      throw new IOException(
          "names an address that is not https, or http with an issuer on loopback");
    }
  }

  /** Refuses what must not be called. */
  void judge(URI uri) throws IOException {
    judgeName(uri);
    if (isHere()) {
      return;
    }
    for (InetAddress address : resolver.resolve(host(uri))) {
      if (isOneOf(OURS, address) || (isOneOf(PRIVATE, address) && !host(uri).equals(issuerHost))) {
        throw new IOException("names a host that is not public");
      }
    }
  }

  private boolean isHere() {
    return HttpsOrLoopback.isLoopbackHost(issuerHost);
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) && !host(uri).isEmpty();
  }

  private static String host(URI uri) {
    return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
  }

  private static boolean isOneOf(List<IpNetwork> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static List<IpNetwork> networks(String... written) {
    return Arrays.stream(written).map(IpNetwork::parse).toList();
  }
}
