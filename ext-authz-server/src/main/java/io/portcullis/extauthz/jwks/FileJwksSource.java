package io.portcullis.extauthz.jwks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the set from a file, anew at every refresh. */
public final class FileJwksSource implements JwksSource {
  private final Path file;
  private final int maxBytes;

  public FileJwksSource(Path file, int maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] fetch() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException(file + " is larger than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }

  @Override
  public boolean asksIssuer() {
    return false;
  }
}
