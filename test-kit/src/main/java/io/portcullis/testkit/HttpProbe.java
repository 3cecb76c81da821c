package io.portcullis.testkit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks whether an HTTP server is there yet. */
final class HttpProbe {
  private static final int TIMEOUT_MILLIS = 1000;

  private HttpProbe() {}

  /** The status of a GET, or 0 if there was no answer. */
  static int status(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode();
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return 0;
    }
  }
}
