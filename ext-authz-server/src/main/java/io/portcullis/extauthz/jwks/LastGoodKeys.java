package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The last good set on disk, so that a node started while the issuer is away can still verify. It
 * proves no freshness: a key revoked since is covered by the revocation log alone.
 */
public final class LastGoodKeys {
  private static final int STAMP_BYTES = 13;

  private final Optional<Path> file;

  private LastGoodKeys(Optional<Path> file) {
    this.file = file;
  }

  /** Keeps the set in this file; its directory must exist. */
  public static LastGoodKeys in(Path file) {
    return new LastGoodKeys(Optional.of(file));
  }

  /** Keeps nothing. */
  public static LastGoodKeys nowhere() {
    return new LastGoodKeys(Optional.empty());
  }

  /** What was saved, unless it is older than {@link KeySet#MAX_AGE}. */
  Optional<Saved> load(long nowMillis) throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return whenYoung(Files.readAllBytes(file.get()), nowMillis);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces the file whole: 13 digits of Unix milliseconds, then the set as fetched. */
  void save(byte[] set, long fetchedAtMillis) throws IOException {
    if (file.isEmpty()) {
      return;
    }
    byte[] stamp = String.format("%013d", fetchedAtMillis).getBytes(US_ASCII);
    byte[] content = Arrays.copyOf(stamp, stamp.length + set.length);
    System.arraycopy(set, 0, content, stamp.length, set.length);
    Path next = file.get().resolveSibling(file.get().getFileName() + ".next");
    Files.write(next, content);
    try {
      Files.move(next, file.get(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, file.get(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Optional<Saved> whenYoung(byte[] content, long nowMillis) {
    String stamp = new String(content, 0, Math.min(STAMP_BYTES, content.length), US_ASCII);
    if (!stamp.matches("\\d{13}")) {
      return Optional.empty();
    }
    long fetchedAtMillis = Long.parseLong(stamp);
    long ageMillis = nowMillis - fetchedAtMillis;
    return ageMillis >= 0 && ageMillis <= KeySet.MAX_AGE.toMillis()
        ? Optional.of(
            new Saved(Arrays.copyOfRange(content, STAMP_BYTES, content.length), fetchedAtMillis))
        : Optional.empty();
  }

  /** A set as it was fetched, and when. */
  static final class Saved {
    private final byte[] set;
    private final long fetchedAtMillis;

    private Saved(byte[] set, long fetchedAtMillis) {
      this.set = set;
      this.fetchedAtMillis = fetchedAtMillis;
    }

    byte[] set() {
      return set;
    }

    long fetchedAtMillis() {
      return fetchedAtMillis;
    }
  }
}
