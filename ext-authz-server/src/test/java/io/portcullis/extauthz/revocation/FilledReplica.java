package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A replica that holds many revocations of others, as fresh as can be. */
public final class FilledReplica {
  private static final int ITEM = 1_000;

  private FilledReplica() {}

  /** Half of the entries are tokens, the other half sessions; one user, tenant, client and key. */
  public static RevocationChecker checker(int entries, String issuer, InstantSource clock) {
    return checker(entries, issuer, clock, RevocationType.TOKEN, RevocationType.SESSION);
  }

  /** Of these types, in turn; and one user, tenant, client and key. */
  public static RevocationChecker checker(
      int entries, String issuer, InstantSource clock, RevocationType... types) {
    RevocationReplica replica = new RevocationReplica(new Random(1), System::nanoTime);
    for (int begun = 0; begun < entries; begun += ITEM) {
      LogItem.Builder item = item();
      for (int i = begun; i < Math.min(entries, begun + ITEM); i++) {
        item.addRevocations(revocation(types[i % types.length], issuer, "somebody-else-" + i));
      }
      replica.apply(item.build());
    }
    if (entries > 0) {
      LogItem.Builder item = item();
      for (RevocationType type :
          new RevocationType[] {
            RevocationType.USER, RevocationType.TENANT, RevocationType.CLIENT, RevocationType.KEY
          }) {
        item.addRevocations(revocation(type, issuer, "somebody-else"));
      }
      replica.apply(item.build());
    }
    replica.freshness().grow(1);
    replica.freshness().shard(0).set(clock.millis());
    replica.freshness().shard(1).set(clock.millis());
    return new ReplicaRevocationChecker(replica, (i, kid) -> Freshness.NONE, clock, 1_000);
  }

  private static LogItem.Builder item() {
    return LogItem.newBuilder().setKeepMillis(TimeUnit.HOURS.toMillis(1));
  }

  private static Revocation revocation(RevocationType type, String issuer, String id) {
    return Revocation.newBuilder().setType(type).setIssuer(issuer).setId(id).setNotAfter(1).build();
  }
}
