package io.portcullis.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.kit.config.Secret;
import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.session.RefreshTokenKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** Key material in files of its own, read once at start. */
record KeyFiles(MacKeys mac, RefreshTokenKeys refresh, Optional<Secret> bootstrapToken) {
  private static final int REFRESH_KEY_BYTES = 32;

  static KeyFiles read(TokenServiceConfig config, SecureRandom random) throws StartupException {
    Path bootstrapFile = config.admin().bootstrapTokenFile();
    return new KeyFiles(
        parse("hmac_key_file", config.hmacKeyFile(), MacKeys::parse),
        refresh(config, random),
        bootstrapFile == null
            ? Optional.empty()
            : Optional.of(SecretFile.read("admin.bootstrap_token_file", bootstrapFile)));
  }

  private static RefreshTokenKeys refresh(TokenServiceConfig config, SecureRandom random)
      throws StartupException {
    Path file = refreshFile(config, random);
    RefreshTokenKeys keys = parse("session.key_file", file, RefreshTokenKeys::parse);
    try {
      return keys.without(config.session().withdrawnKeys());
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "session.withdrawn_keys: the file " + file + " " + e.getMessage(), e);
    }
  }

  /** The file that is named, or the one beside the signing keys, made when it is missing. */
  private static Path refreshFile(TokenServiceConfig config, SecureRandom random)
      throws StartupException {
    Path named = config.session().keyFile();
    if (named != null) {
      return named;
    }
    Path own = config.signing().keyFile().resolveSibling("refresh-token.keys");
    try {
      if (!Files.exists(own)) {
        make(own, random);
      }
      return own;
    } catch (IOException e) {
      throw new StartupException("session.key_file: cannot make " + own + ": " + reason(e), e);
    }
  }

  private static void make(Path file, SecureRandom random) throws IOException {
    byte[] key = new byte[REFRESH_KEY_BYTES];
    random.nextBytes(key);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, ("1:" + Base64.getEncoder().encodeToString(key) + "\n").getBytes(UTF_8));
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static <K> K parse(String key, Path file, Function<String, K> parser)
      throws StartupException {
    Secret text = SecretFile.read(key, file);
    try {
      return parser.apply(text.reveal());
    } catch (IllegalArgumentException e) {
      throw new StartupException(key + ": the file " + file + " " + e.getMessage(), e);
    }
  }

  /** Why a file cannot be used, for the operator. */
  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "its directory does not exist";
      case java.nio.file.AccessDeniedException _ -> "this user may not write there";
      default -> String.valueOf(e.getMessage());
    };
  }

  @Override
  public String toString() {
    return "KeyFiles";
  }
}
