package io.portcullis.token.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link RevocationCutoffs} of one issuer, by one strongly consistent batch read. */
public final class DynamoRevocationCutoffs implements RevocationCutoffs {
  private final DynamoRevocationStore store;
  private final String issuer;

  public DynamoRevocationCutoffs(DynamoRevocationStore store, String issuer) {
    this.store = store;
    this.issuer = issuer;
  }

  @Override
  public Cutoffs read(String tenant, String userId, String clientId, String keyId) {
    Map<RevocationRequest, Long> standing =
        store.readStanding(over(tenant, userId, clientId, keyId));
    long latestMillis =
        standing.entrySet().stream()
            .filter(entry -> entry.getKey().isCutoff())
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElse(0);
    boolean keyRevoked = standing.keySet().stream().anyMatch(request -> !request.isCutoff());
    return new Cutoffs(latestMillis, keyRevoked);
  }

  private List<RevocationRequest> over(
      String tenant, String userId, String clientId, String keyId) {
    List<RevocationRequest> requests = new ArrayList<>();
    if (!tenant.isEmpty()) {
      requests.add(RevocationRequest.tenant(issuer, tenant));
    }
    if (!clientId.isEmpty()) {
      requests.add(RevocationRequest.client(issuer, clientId));
    }
    if (!userId.isEmpty()) {
      requests.add(RevocationRequest.user(issuer, tenant, userId));
    }
    if (!keyId.isEmpty()) {
      requests.add(RevocationRequest.key(issuer, keyId));
    }
    return requests;
  }
}
