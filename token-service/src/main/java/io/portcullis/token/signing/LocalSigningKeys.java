package io.portcullis.token.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keys in a file, for one instance of the service: a JWK set with the private members, readable by
 * its owner only. Several instances need a mode that shares keys.
 */
public final class LocalSigningKeys implements SigningKeys {
  private static final int LIVING_KEYS = 2;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final SigningAlgorithm algorithm;
  private final SecureRandom random;
  private volatile List<SigningKey> keys;

  private LocalSigningKeys(
      Path file, SigningAlgorithm algorithm, SecureRandom random, List<SigningKey> keys) {
    this.file = file;
    this.algorithm = algorithm;
    this.random = random;
    this.keys = keys;
  }

  /**
   * Reads the file, or makes one with an active and a pending key.
   *
   * @param algorithm of keys made from now on; those in the file keep theirs
   * @throws IOException with a message for the operator, when the file cannot be read or written,
   *     others may read it, or it holds something else
   */
  public static LocalSigningKeys open(Path file, SigningAlgorithm algorithm, SecureRandom random)
      throws IOException {
    List<SigningKey> stored = Files.exists(file) ? read(file) : List.of();
    LocalSigningKeys keys = new LocalSigningKeys(file, algorithm, random, stored);
    keys.refill(kid -> false);
    return keys;
  }

  @Override
  public List<SigningKey> all() {
    return keys;
  }

  /**
   * Drops revoked keys and makes new pending ones until there is one ahead again.
   *
   * @throws IOException when the file cannot be written; the keys in use stay as they were
   */
  public synchronized void refill(Predicate<String> revoked) throws IOException {
    List<SigningKey> next =
        new ArrayList<>(keys.stream().filter(key -> !revoked.test(key.kid())).toList());
    boolean changed = next.size() != keys.size() || next.size() < LIVING_KEYS;
    while (next.size() < LIVING_KEYS) {
      next.add(LocalSigningKey.generate(algorithm, random));
    }
    if (changed) {
      write(next);
      keys = List.copyOf(next);
    }
  }

  private static List<SigningKey> read(Path file) throws IOException {
    if (!Files.getPosixFilePermissions(file).stream().allMatch(OWNER_ONLY::contains)) {
      throw new IOException("others than its owner may use it; its mode must be 0600");
    }
    try {
      return JWKSet.parse(Files.readString(file)).getKeys().stream()
          .<SigningKey>map(LocalSigningKey::of)
          .toList();
    } catch (ParseException e) {
      throw new IOException("it holds no JWK set", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  // Written whole under another name first: a crash leaves the old file or the new one.
  private void write(List<SigningKey> next) throws IOException {
    List<JWK> jwks = new ArrayList<>();
    for (SigningKey key : next) {
      if (key instanceof LocalSigningKey local) {
        jwks.add(local.privateJwk());
      }
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer text = ByteBuffer.wrap(new JWKSet(jwks).toString(false).getBytes(UTF_8));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
