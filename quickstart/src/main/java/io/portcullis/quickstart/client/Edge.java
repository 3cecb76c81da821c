package io.portcullis.quickstart.client;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** A client of the protected API, through Envoy. */
public final class Edge {
  private final HttpCaller http;
  private final URI envoy;

  /** A client of the Envoy at this address. */
  public Edge(HttpCaller http, URI envoy) {
    this.http = http;
    this.envoy = envoy;
  }

  /** Calls with a bearer token. */
  public Answer call(String path, String token) throws IOException, InterruptedException {
    return call(path, token, Map.of());
  }

  /** Calls with a bearer token and more headers. */
  public Answer call(String path, String token, Map<String, String> headers)
      throws IOException, InterruptedException {
    var all = new HashMap<>(headers);
    all.put("Authorization", "Bearer " + token);
    return http.get(envoy.resolve(path), all);
  }

  /** Calls with no credential. */
  public Answer callAnonymously(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    return http.get(envoy.resolve(path), headers);
  }
}
