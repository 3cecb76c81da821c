package io.portcullis.extauthz;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.tls.ServerIdentity;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * What the gRPC port shows, and whom it lets in.
 *
 * @param clientCas empty where clients need no certificate
 */
record TlsIdentity(ServerIdentity server, List<X509Certificate> clientCas) {
  /** What each connection is opened with from now on. */
  SslContext context(SslProvider provider, List<String> protocols) throws StartupException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(server.key(), server.chain()).protocols(protocols);
    if (!clientCas.isEmpty()) {
      builder.trustManager(clientCas).clientAuth(ClientAuth.REQUIRE);
    }
    try {
      return GrpcSslContexts.configure(builder, provider).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StartupException("listener.tls: cannot be used: " + e.getMessage(), e);
    }
  }
}
