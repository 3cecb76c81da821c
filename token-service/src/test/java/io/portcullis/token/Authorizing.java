package io.portcullis.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Authorization requests of the clients {@code web}, {@code app} and {@code pusher}. */
final class Authorizing {
  static final String VERIFIER = "a-verifier-of-more-than-43-unreserved-characters~1";
  static final String REDIRECT_URI = "https://web.example/callback";

  private Authorizing() {}

  static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A good request of the client {@code web}, with these parameters besides or instead. */
  static String query(String... changes) {
    return HttpCaller.encode(parameters(changes));
  }

  static String path(String... changes) {
    return "/oauth2/authorize?" + query(changes);
  }

  /** An empty value takes a parameter away. */
  static String[] parameters(String... changes) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("client_id", "web");
    all.put("response_type", "code");
    all.put("redirect_uri", REDIRECT_URI);
    all.put("scope", "openid read");
    all.put("state", "s t&te");
    all.put("nonce", "n-0S6_WzA2Mj");
    all.put("code_challenge", challenge(VERIFIER));
    all.put("code_challenge_method", "S256");
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    List<String> flat = new ArrayList<>();
    all.forEach((name, value) -> {
      if (!value.isEmpty()) {
        flat.add(name);
        flat.add(value);
      }
    });
    return flat.toArray(String[]::new);
  }

  /** The code that a user gives to a client: logs in and agrees where that is asked for. */
  static String code(Browser browser, String user, String... changes) {
    return authorized(browser, user, changes).sent("code");
  }

  static Browser.Page authorized(Browser browser, String user, String... changes) {
    Browser.Page page = browser.get(path(changes));
    if (page.asks("Log in")) {
      page = browser.logIn(page, user);
    }
    return page.asks("Do you agree?") ? browser.submit(page, "decision", "allow") : page;
  }

  /** Exchanges a code of a public client. */
  static HttpCaller.Answer exchangeOf(
      String clientId, String redirectUri, HttpCaller caller, String code) {
    return caller.postForm(
        "/oauth2/token",
        "grant_type",
        "authorization_code",
        "code",
        code,
        "redirect_uri",
        redirectUri,
        "code_verifier",
        VERIFIER,
        "client_id",
        clientId);
  }

  /** Exchanges a code of the client {@code web}. */
  static HttpCaller.Answer exchange(HttpCaller caller, String code, String... changes) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", REDIRECT_URI);
    form.put("code_verifier", VERIFIER);
    for (int i = 0; i < changes.length; i += 2) {
      form.put(changes[i], changes[i + 1]);
    }
    List<String> flat = new ArrayList<>();
    form.forEach((name, value) -> {
      if (!value.isEmpty()) {
        flat.add(name);
        flat.add(value);
      }
    });
    return caller.postFormAs(
        "web", TokenServiceFixture.DEMO_SECRET, "/oauth2/token", flat.toArray(String[]::new));
  }
}
