package io.portcullis.token.page;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All texts of all languages, from the one file {@code messages.json}: for each key, its text by
 * language.
 */
public final class Messages {
  private static final Locale FALLBACK = Locale.ENGLISH;

  /** Browsers send a handful; a longer wish list is no wish. */
  private static final int MAX_WISH_CHARACTERS = 256;

  private final Map<Locale, Texts> byLanguage;

  private Messages(Map<Locale, Texts> byLanguage) {
    this.byLanguage = Map.copyOf(byLanguage);
  }

  /**
   * Reads the file that is built in.
   *
   * @param stylesheet the address that pages name
   */
  public static Messages read(String stylesheet) {
    Map<String, Map<String, String>> texts = file();
    Map<Locale, Texts> byLanguage = new HashMap<>();
    for (String language : texts.values().iterator().next().keySet()) {
      Map<String, String> own = new HashMap<>();
      texts.forEach((key, all) -> own.put(key, all.getOrDefault(language, all.get("en"))));
      Locale locale = Locale.forLanguageTag(language);
      byLanguage.put(locale, new Texts(locale, own, stylesheet));
    }
    return new Messages(byLanguage);
  }

  /**
   * The best language for somebody.
   *
   * @param uiLocales what the client asks for (OpenID Connect Core section 3.1.2.1), by spaces
   * @param acceptLanguage what the browser asks for (RFC 9110 section 12.5.4)
   */
  public Texts inLanguageOf(Optional<String> uiLocales, Optional<String> acceptLanguage) {
    Locale best =
        Stream.of(uiLocales.map(tags -> tags.strip().replace(' ', ',')), acceptLanguage)
            .flatMap(Optional::stream)
            .flatMap(wish -> lookUp(wish).stream())
            .findFirst()
            .orElse(FALLBACK);
    return byLanguage.getOrDefault(best, fallback());
  }

  private Texts fallback() {
    return Objects.requireNonNull(byLanguage.get(FALLBACK));
  }

  private Optional<Locale> lookUp(String wish) {
    if (wish.length() > MAX_WISH_CHARACTERS) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          Locale.lookup(Locale.LanguageRange.parse(wish), new ArrayList<>(byLanguage.keySet())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Map<String, String>> file() {
    try (InputStream json = Messages.class.getResourceAsStream("messages.json")) {
      return new ObjectMapper().readValue(json, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("messages.json", e);
    }
  }
}
