package io.portcullis.token.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.kit.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * The one stylesheet.
 *
 * @param name its file name, which changes whenever its text does, so that it may be cached for
 *     ever
 */
public record Stylesheet(String name, String text) {
  private static final int NAME_DIGITS = 16;

  /** Reads the file that is built in. */
  public static Stylesheet read() {
    try (InputStream file = Stylesheet.class.getResourceAsStream("pages.css")) {
      if (file == null) {
        throw new IllegalStateException("pages.css is missing");
      }
      byte[] bytes = file.readAllBytes();
      String hash = HexFormat.of().formatHex(Sha256.of(bytes));
      return new Stylesheet(
          "pages-" + hash.substring(0, NAME_DIGITS) + ".css", new String(bytes, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("pages.css", e);
    }
  }
}
