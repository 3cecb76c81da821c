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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys in a file, for one instance of the service: a JWK set with the private members and each
 * key's times, readable by its owner only. Several instances need a mode that shares keys.
 */
public final class LocalSigningKeyStore implements SigningKeyStore {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final SecureRandom random;
  private Kept kept;

  private LocalSigningKeyStore(Path file, SecureRandom random, Kept kept) {
    this.file = file;
    this.random = random;
    this.kept = kept;
  }

  /**
   * Reads the file, if there is one.
   *
   * @throws IOException with a message for the operator, when the file cannot be read, others may
   *     read it, or it holds something else
   */
  public static LocalSigningKeyStore open(Path file, SecureRandom random, InstantSource clock)
      throws IOException {
    Kept kept = Files.exists(file) ? new Kept(1, read(file, clock)) : new Kept(0, KeyRings.NONE);
    return new LocalSigningKeyStore(file, random, kept);
  }

  @Override
  public synchronized Kept read() {
    return kept;
  }

  @Override
  public synchronized Optional<Kept> replace(Kept before, Change change) throws IOException {
    if (before.version() != kept.version()) {
      return Optional.empty();
    }
    KeyRings next = change.by(algorithm -> LocalSigningKey.generate(algorithm, random));
    if (!next.equals(kept.rings())) {
      write(next);
      kept = new Kept(before.version() + 1, next);
    }
    return Optional.of(kept);
  }

  private static KeyRings read(Path file, InstantSource clock) throws IOException {
    if (!Files.getPosixFilePermissions(file).stream().allMatch(OWNER_ONLY::contains)) {
      throw new IOException("others than its owner may use it; its mode must be 0600");
    }
    try {
      JWKSet set = JWKSet.parse(Files.readString(file));
      KeyTimesFormat times = KeyTimesFormat.of(set, clock.instant());
      List<KeptKey> keys = new ArrayList<>();
      for (JWK jwk : set.getKeys()) {
        LocalSigningKey key = LocalSigningKey.of(jwk);
        keys.add(new KeptKey(key, times.of(key.kid())));
      }
      return KeyRings.of(keys, PastKeysFormat.of(set));
    } catch (ParseException e) {
      throw new IOException("it holds no JWK set", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  // Written whole under another name first: a crash leaves the old file or the new one.
  private void write(KeyRings next) throws IOException {
    List<JWK> jwks = new ArrayList<>();
    for (KeptKey kept : next.all()) {
      if (kept.key() instanceof LocalSigningKey local) {
        jwks.add(local.privateJwk());
      }
    }
    Map<String, Object> members = new HashMap<>(KeyTimesFormat.members(next.all()));
    members.putAll(PastKeysFormat.members(next.past()));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer text = ByteBuffer.wrap(new JWKSet(jwks, members).toString(false).getBytes(UTF_8));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
