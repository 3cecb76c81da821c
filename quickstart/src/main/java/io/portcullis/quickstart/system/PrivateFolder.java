package io.portcullis.quickstart.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A folder whose files only their owner may read; closing removes what was written into it. */
public final class PrivateFolder implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final List<Path> written = new ArrayList<>();

  /** This folder, made if there is none. */
  public PrivateFolder(Path path) {
    this.path = path;
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + path, e);
    }
  }

  /** Where a file of this name is or would be. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** Writes a file whole, by rename: a reader finds the old one, none, or all of the new one. */
  public Path write(String name, String content) {
    Path target = file(name);
    Path fresh = file(name + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(fresh, content);
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
    willRemove(name);
    return target;
  }

  /** Removes this file at the end, too, whoever writes it. */
  public void willRemove(String name) {
    written.add(file(name));
  }

  /** Removes a file left from a run that was killed. */
  public void removeStale(String name) {
    remove(file(name));
  }

  @Override
  public void close() {
    written.reversed().forEach(PrivateFolder::remove);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }
}
