package io.portcullis.extauthz;

import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix socket. It is bound under a name of its own, given its mode, and renamed: so
 * it is never seen with a wrong mode, and a successor takes the name over without a moment in which
 * Envoy finds none. Who leaves removes the file only while it is still its own.
 */
final class UnixSocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);
  private static final String MODE = "rw-rw----";
  private static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);
  // With GrpcAddress.MAX_PATH_BYTES it still fits into sockaddr_un.
  private static final Pattern OWN_ENDING = Pattern.compile("\\.[0-9a-f]{4}~");

  private final Path path;
  private final Path temporary;
  private @Nullable Object identity;
  private boolean left;

  private UnixSocketFile(Path path, Path temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /** Finds a place to bind a socket that will have this path. */
  static UnixSocketFile prepare(Path path, RandomGenerator random) throws StartupException {
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
    removeAbandoned(directory, path.getFileName().toString());
    String ending = String.format(".%04x~", random.nextInt(0x10000));
    return new UnixSocketFile(path, path.resolveSibling(path.getFileName() + ending));
  }

  /** Where to bind. */
  Path temporary() {
    return temporary;
  }

  /** Whether somebody listens under the path: until that one leaves, or after we published. */
  boolean isHeld() {
    return answers(path);
  }

  /** Whether there is nothing left to publish. */
  synchronized boolean isSettled() {
    return identity != null || left;
  }

  /** Gives the bound socket its mode and its name, unless it has it already, or has left. */
  synchronized void publish() throws IOException {
    if (identity == null && !left) {
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(MODE));
      Object bound = attributes(temporary).fileKey();
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      identity = bound;
    }
  }

  /** Leaves: what is ours goes, a successor's stays, and nothing is published any more. */
  synchronized void removeIfOurs() {
    left = true;
    try {
      Files.deleteIfExists(temporary);
      if (identity != null
          && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && identity.equals(attributes(path).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("the socket {} could not be removed: {}", path, e.toString());
    }
  }

  /** Sockets of servers that were killed before they had published theirs. */
  private static void removeAbandoned(Path directory, String name) {
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(directory, other -> isAbandoned(other, name))) {
      for (Path other : others) {
        Files.deleteIfExists(other);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("{} cannot be tidied: {}", directory, e.toString());
    }
  }

  private static boolean isAbandoned(Path other, String name) throws IOException {
    String its = other.getFileName().toString();
    // A young one may just be between bind and listen.
    return its.startsWith(name)
        && OWN_ENDING.matcher(its.substring(name.length())).matches()
        && isSocket(other)
        && attributes(other)
            .lastModifiedTime()
            .toInstant()
            .plus(ABANDONED_AFTER)
            .isBefore(Instant.now())
        && !answers(other);
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Not blocking: a listener with a full queue is alive too, and must not hold us up.
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      return true;
    } catch (IOException e) {
      return false;
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
