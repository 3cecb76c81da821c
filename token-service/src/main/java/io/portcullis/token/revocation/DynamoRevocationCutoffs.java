package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.RevocationType;
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
  public Cutoffs read(String tenant, String userId, String clientId, String keyId, String tokenId) {
    List<RevocationRequest> wanted = over(tenant, userId, clientId, keyId);
    if (!tokenId.isEmpty()) {
      wanted.add(RevocationRequest.token(issuer, tokenId));
    }
    Map<RevocationRequest, Long> standing = store.readStanding(wanted);
    long latestMillis =
        standing.entrySet().stream()
            .filter(entry -> entry.getKey().isCutoff())
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElse(0);
    return new Cutoffs(
        latestMillis, has(standing, RevocationType.KEY), has(standing, RevocationType.TOKEN));
  }

  private static boolean has(Map<RevocationRequest, Long> standing, RevocationType type) {
    return standing.keySet().stream().anyMatch(request -> request.type() == type);
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
