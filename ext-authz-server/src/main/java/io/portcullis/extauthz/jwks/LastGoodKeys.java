package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last good set on disk, so that a node started while the issuer is away can still verify. It
 * proves no freshness: a key revoked since is covered by the revocation log alone.
 */
public final class LastGoodKeys {
  private static final int ORIGIN_CHARS = 22;
  private static final int STAMP_BYTES = 13 + 1 + ORIGIN_CHARS + 1;
  private static final Pattern STAMP = Pattern.compile("(\\d{13}) ([\\w-]{22})\n");

  private final Optional<Path> file;
  private final String origin;

  private LastGoodKeys(Optional<Path> file, String origin) {
    this.file = file;
    this.origin = origin;
  }

  /**
   * Keeps the set in this file; its directory must exist.
   *
   * @param origin whose keys they are and where they came from: those of another are not loaded
   */
  public static LastGoodKeys in(Path file, String origin) {
    return new LastGoodKeys(Optional.of(file), hash(origin));
  }

  /** Keeps nothing. */
  public static LastGoodKeys nowhere() {
    return new LastGoodKeys(Optional.empty(), "");
  }

  /** What was saved, unless it is older than {@link KeySet#MAX_AGE} or another's. */
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

  /** Replaces the file whole: a line of Unix milliseconds and origin, then the set as fetched. */
  void save(byte[] set, long fetchedAtMillis) throws IOException {
    if (file.isEmpty()) {
      return;
    }
    byte[] stamp = String.format("%013d %s\n", fetchedAtMillis, origin).getBytes(US_ASCII);
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

  private Optional<Saved> whenYoung(byte[] content, long nowMillis) {
    String stamp = new String(content, 0, Math.min(STAMP_BYTES, content.length), US_ASCII);
    Matcher matcher = STAMP.matcher(stamp);
    if (!matcher.matches() || !origin.equals(matcher.group(2))) {
      return Optional.empty();
    }
    long fetchedAtMillis = Long.parseLong(matcher.group(1));
    long ageMillis = nowMillis - fetchedAtMillis;
    return ageMillis >= 0 && ageMillis <= KeySet.MAX_AGE.toMillis()
        ? Optional.of(
            new Saved(Arrays.copyOfRange(content, STAMP_BYTES, content.length), fetchedAtMillis))
        : Optional.empty();
  }

  private static String hash(String origin) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(origin.getBytes(UTF_8));
      return Base64.getUrlEncoder().encodeToString(whole).substring(0, ORIGIN_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
