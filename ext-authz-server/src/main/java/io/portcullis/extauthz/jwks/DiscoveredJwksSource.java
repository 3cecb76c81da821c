package io.portcullis.extauthz.jwks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Fetches the set from where the issuer's metadata says it is: OpenID Connect Discovery 1.0 4, or
 * RFC 8414 3 where there is no such document. The metadata is read anew at every refresh, so that a
 * set which moves is followed at once, at the cost of a second request each time.
 */
public final class DiscoveredJwksSource implements JwksSource {
  private static final int SHOWN_CHARS = 256;

  private final String issuer;
  private final URI openIdMetadata;
  private final URI oauthMetadata;
  private final IssuerDocuments documents;

  /**
   * Asks nobody yet.
   *
   * @param issuer a URL with a host, without query and fragment
   */
  public DiscoveredJwksSource(String issuer, IssuerDocuments documents) {
    URI uri = URI.create(issuer);
    String origin = uri.getScheme() + "://" + uri.getRawAuthority();
    String path = withoutLastSlash(uri.getRawPath());
    this.issuer = issuer;
    this.openIdMetadata = URI.create(origin + path + "/.well-known/openid-configuration");
    // RFC 8414 3.1: between the host and the path, not after it.
    this.oauthMetadata = URI.create(origin + "/.well-known/oauth-authorization-server" + path);
    this.documents = documents;
  }

  @Override
  public byte[] fetch() throws IOException, InterruptedException {
    Optional<byte[]> openId = documents.find(openIdMetadata);
    return openId.isPresent()
        ? documents.fetch(keysNamedBy(openIdMetadata, openId.get()))
        : documents.fetch(keysNamedBy(oauthMetadata, oauth()));
  }

  @Override
  public boolean asksIssuer() {
    return true;
  }

  private byte[] oauth() throws IOException, InterruptedException {
    return documents
        .find(oauthMetadata)
        .orElseThrow(() ->
            new IOException("neither " + openIdMetadata + " nor " + oauthMetadata + " exists"));
  }

  private URI keysNamedBy(URI source, byte[] document) throws IOException {
    JsonNode metadata = metadata(source, document);
    String named = text(source, metadata, "issuer");
    // RFC 8414 3.3: identical, or another issuer's metadata could stand in for this one's.
    if (!named.equals(issuer)) {
      throw new IOException(source + " is of the issuer '" + shown(named) + "'");
    }
    String address = text(source, metadata, "jwks_uri");
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      throw new IOException(source + " names no address of keys: '" + shown(address) + "'", e);
    }
  }

  private static JsonNode metadata(URI source, byte[] document) throws IOException {
    try {
      return StrictJson.read(document);
    } catch (IOException e) {
      throw new IOException(source + ": " + e.getMessage(), e);
    }
  }

  private static String text(URI source, JsonNode metadata, String name) throws IOException {
    JsonNode value = metadata.path(name);
    if (!value.isTextual()) {
      throw new IOException(source + " has no text \"" + name + "\"");
    }
    return value.textValue();
  }

  private static String withoutLastSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
  }
}
