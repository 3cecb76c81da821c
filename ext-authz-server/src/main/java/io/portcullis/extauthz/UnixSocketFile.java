package io.portcullis.extauthz;

import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix socket. It is bound under another name, given its mode, and renamed: so it is
 * never seen with a wrong mode, and a successor takes the name over without a moment in which Envoy
 * finds none. Who leaves removes the file only while it is still its own.
 */
final class UnixSocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);
  private static final String MODE = "rw-rw----";

  private final Path path;
  private final Path temporary;
  private @Nullable Object identity;

  private UnixSocketFile(Path path, Path temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /** Makes way for a socket at this path. */
  static UnixSocketFile prepare(Path path) throws StartupException {
    Path directory = Objects.requireNonNull(path.getParent(), "the path is absolute");
    if (!Files.isDirectory(directory)) {
      throw new StartupException(
          "listener.grpc: the directory " + directory + " of the socket does not exist");
    }
    if (!Files.isWritable(directory)) {
      throw new StartupException(
          "listener.grpc: this user may not write to the directory " + directory);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket(path)) {
      throw new StartupException("listener.grpc: " + path + " exists and is not a socket");
    }
    UnixSocketFile file =
        new UnixSocketFile(path, path.resolveSibling(path.getFileName() + ".new"));
    try {
      Files.deleteIfExists(file.temporary);
    } catch (IOException e) {
      throw new StartupException("listener.grpc: " + file.temporary + " cannot be removed", e);
    }
    return file;
  }

  /** Where to bind. */
  Path temporary() {
    return temporary;
  }

  /** Gives the bound socket its mode and its name. */
  void publish() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(MODE));
    identity = attributes(temporary).fileKey();
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
  }

  void removeIfOurs() {
    try {
      if (identity != null
          && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && identity.equals(attributes(path).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("the socket {} could not be removed: {}", path, e.toString());
    }
  }

  private static boolean isSocket(Path path) {
    try {
      return attributes(path).isOther();
    } catch (IOException e) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
