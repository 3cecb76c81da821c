package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.AdminClient;
import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.client.Metrics;
import io.portcullis.quickstart.client.TokenClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** A token service and its callers. */
record TokenNode(
    ServerNode server, TokenClient tokens, AdminClient admin, URI administration, Metrics metrics) {
  /** Orders many revocations at once; they are acknowledged when this returns. */
  void revokeAll(HttpCaller http, List<Map<String, String>> orders)
      throws IOException, InterruptedException {
    Answer answer =
        http.postJson(
            administration.resolve("/admin/v1/revocations"),
            Map.of("Authorization", "Bearer " + FaultFiles.ADMIN_TOKEN),
            Map.of("revocations", orders));
    if (answer.status() != 200) {
      throw new IllegalStateException(server.name() + " refused a bulk: " + answer.status());
    }
  }
}
