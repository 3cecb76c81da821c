package io.portcullis.token.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) at the floor OWASP names: 19 MiB, two passes, one lane. Hashes are PHC
 * strings, so that parameters can rise without a flag day.
 *
 * <p>Blocks are pooled: a hash would otherwise allocate 19 MiB each time.
 */
final class PasswordHasher {
  /** Longer passwords are refused before any work is spent on them. */
  static final int MAX_PASSWORD_BYTES = 128;

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  private final SecureRandom random;
  private final Argon2BytesGenerator.BlockPool blocks;

  /**
   * @param concurrency hashes computed at the same time, each of which keeps 19 MiB
   */
  PasswordHasher(SecureRandom random, int concurrency) {
    this.random = random;
    this.blocks = new Argon2BytesGenerator.FixedBlockPool(MEMORY_KIB * concurrency);
  }

  /** A PHC string with a fresh salt. */
  String hash(byte[] password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = argon2id(password, new PhcHash(MEMORY_KIB, PASSES, LANES, salt, new byte[0]));
    return new PhcHash(MEMORY_KIB, PASSES, LANES, salt, hash).toString();
  }

  /** Whether the password is the one that was hashed; the comparison takes constant time. */
  boolean matches(byte[] password, String phc) {
    PhcHash expected = PhcHash.parse(phc);
    return MessageDigest.isEqual(argon2id(password, expected), expected.hash());
  }

  /** Whether a stored hash was made with lower parameters than today's. */
  boolean isOutdated(String phc) {
    PhcHash stored = PhcHash.parse(phc);
    return stored.memoryKib() < MEMORY_KIB || stored.passes() < PASSES;
  }

  private byte[] argon2id(byte[] password, PhcHash parameters) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.passes())
            .withParallelism(parameters.lanes())
            .withSalt(parameters.salt())
            .withBlockPool(blocks)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    generator.generateBytes(password, hash);
    return hash;
  }

  /** {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}, the PHC string format. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, printed or shared
  private record PhcHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
    static PhcHash parse(String phc) {
      String[] parts = phc.split("\\$", -1);
      if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
        throw new IllegalArgumentException("a stored password hash is not Argon2id version 19");
      }
      String[] numbers = parts[3].split(",", -1);
      return new PhcHash(
          number(numbers[0], "m="),
          number(numbers[1], "t="),
          number(numbers[2], "p="),
          Base64.getDecoder().decode(parts[4].getBytes(US_ASCII)),
          Base64.getDecoder().decode(parts[5].getBytes(US_ASCII)));
    }

    private static int number(String text, String prefix) {
      if (!text.startsWith(prefix)) {
        throw new IllegalArgumentException("a stored password hash lacks its parameter " + prefix);
      }
      return Integer.parseInt(text.substring(prefix.length()));
    }

    @Override
    public String toString() {
      return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
          .formatted(
              memoryKib, passes, lanes, ENCODER.encodeToString(salt), ENCODER.encodeToString(hash));
    }
  }
}
