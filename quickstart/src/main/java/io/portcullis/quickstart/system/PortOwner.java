package io.portcullis.quickstart.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the process that listens on a TCP port, from Linux' {@code /proc}; elsewhere finds none.
 */
final class PortOwner {
  private static final String LISTEN = "0A";

  private PortOwner() {}

  /** The process as {@code name (pid n)}, as far as it can be seen. */
  static Optional<String> of(int port) {
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)).stream())
        .flatMap(line -> listeningInode(line, port).stream())
        .flatMap(inode -> holder("socket:[" + inode + "]").stream())
        .findFirst();
  }

  // proc(5): sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
  private static Optional<String> listeningInode(String line, int port) {
    String[] fields = line.strip().split("\\s+", -1);
    String wanted = String.format(Locale.ROOT, ":%04X", port);
    return fields.length > 9 && fields[1].endsWith(wanted) && fields[3].equals(LISTEN)
        ? Optional.of(fields[9])
        : Optional.empty();
  }

  private static Optional<String> holder(String socket) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("\\d+"))
          .filter(process -> holds(process, socket))
          .map(PortOwner::describe)
          .findFirst();
    } catch (IOException | UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean holds(Path process, String socket) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | java.nio.file.DirectoryIteratorException notOurs) {
      // Another user's process, or one that has just ended.
      return false;
    }
  }

  private static String describe(Path process) {
    List<String> name = lines(process.resolve("comm"));
    return "%s (pid %s)"
        .formatted(name.isEmpty() ? "a process" : name.getFirst(), process.getFileName());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
