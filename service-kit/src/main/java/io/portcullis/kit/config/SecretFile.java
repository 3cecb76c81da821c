package io.portcullis.kit.config;

import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what a {@code *_file} key points at. */
public final class SecretFile {
  private static final long MAX_BYTES = 64 * 1024;

  private SecretFile() {}

  /**
   * The file's text without the white space around it.
   *
   * @param key the configuration key, for the sentence
   * @throws StartupException if the file is missing, unreadable, empty, over 64 KiB or not UTF-8
   */
  public static Secret read(String key, Path file) throws StartupException {
    String text = readText(key, file).strip();
    if (text.isEmpty()) {
      throw new StartupException(key + ": the file " + file + " is empty");
    }
    return Secret.of(text);
  }

  private static String readText(String key, Path file) throws StartupException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StartupException(key + ": the file " + file + " is larger than 64 KiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new StartupException(key + ": the file " + file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new StartupException(key + ": the file " + file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new StartupException(key + ": the file " + file + " cannot be read", e);
    }
  }
}
