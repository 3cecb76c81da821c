package io.portcullis.envoylint.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Gets a file's text, or says in a sentence why there is none. */
final class ConfigurationText {
  /** Of a file: the configuration dump of a large mesh has some tens of MiB. */
  static final int MAX_BYTES = 64 << 20;

  private ConfigurationText() {}

  static String of(String name, Path file) throws UnreadableException {
    if (Files.isDirectory(file)) {
      throw new UnreadableException(name + ": is a directory; name the file in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return of(name, in);
    } catch (NoSuchFileException e) {
      throw new UnreadableException(name + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableException(name + ": may not be read by this user");
    } catch (IOException e) {
      throw new UnreadableException(name + ": cannot be read: " + e.getMessage());
    }
  }

  static String of(String name, InputStream in) throws UnreadableException, IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableException(
          name + ": is longer than " + (MAX_BYTES >> 20) + " MiB, which no configuration is");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableException(name + ": is not text in UTF-8");
    }
  }
}
