package io.portcullis.quickstart.client;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** An operator at the admin API. */
public final class AdminClient {
  private final HttpCaller http;
  private final URI admin;
  private final String adminToken;

  /** An operator who holds this token, at the admin API of this address. */
  public AdminClient(HttpCaller http, URI admin, String adminToken) {
    this.http = http;
    this.admin = admin;
    this.adminToken = adminToken;
  }

  /**
   * Revokes one thing; the answer is the acknowledgement.
   *
   * @param type {@code token}, {@code session}, {@code user}, {@code tenant}, {@code client} or
   *     {@code key}
   */
  public Answer revoke(String type, String id) throws IOException, InterruptedException {
    return post(Map.of("type", type, "id", id, "reason", "demonstration"));
  }

  /** As {@link #revoke(String, String)}, of an issuer that is not ours. */
  public Answer revoke(String type, String id, String issuer)
      throws IOException, InterruptedException {
    return post(Map.of("type", type, "id", id, "issuer", issuer, "reason", "demonstration"));
  }

  private Answer post(Map<String, String> order) throws IOException, InterruptedException {
    return http.postJson(
        admin.resolve("/admin/v1/revocations"),
        Map.of("Authorization", "Bearer " + adminToken),
        order);
  }
}
