package io.portcullis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whose a TCP connection is, from Linux' {@code /proc}. */
final class SocketOwner {
  private SocketOwner() {}

  /** Whether the connection between these two ports of 127.0.0.1 was opened by one of these. */
  static boolean isOneOf(Set<Long> processes, int clientPort, int serverPort) {
    return inode(clientPort, serverPort)
        .map(inode -> "socket:[" + inode + "]")
        .filter(socket -> processes.stream().anyMatch(process -> holds(process, socket)))
        .isPresent();
  }

  // proc(5): sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
  private static Optional<String> inode(int clientPort, int serverPort) {
    String local = String.format(Locale.ROOT, ":%04X", clientPort);
    String remote = String.format(Locale.ROOT, ":%04X", serverPort);
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)).stream())
        .map(line -> line.strip().split("\\s+", -1))
        .filter(
            fields -> fields.length > 9 && fields[1].endsWith(local) && fields[2].endsWith(remote))
        .map(fields -> fields[9])
        .findFirst();
  }

  private static boolean holds(long process, String socket) {
    Path folder = Path.of("/proc/" + process + "/fd");
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
      for (Path descriptor : descriptors) {
        if (isLink(descriptor, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException ended) {
      return false;
    }
  }

  private static boolean isLink(Path descriptor, String socket) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(socket);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
