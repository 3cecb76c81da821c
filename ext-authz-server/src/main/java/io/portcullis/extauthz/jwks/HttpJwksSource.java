package io.portcullis.extauthz.jwks;

import java.io.IOException;
import java.net.URI;

/** Fetches the set from an address that the operator names. */
public final class HttpJwksSource implements JwksSource {
  private final URI uri;
  private final IssuerDocuments documents;

  public HttpJwksSource(URI uri, IssuerDocuments documents) {
    this.uri = uri;
    this.documents = documents;
  }

  @Override
  public byte[] fetch() throws IOException, InterruptedException {
    return documents.fetch(uri);
  }

  @Override
  public boolean asksIssuer() {
    return true;
  }
}
