package io.portcullis.token.revocation;

import com.google.protobuf.ByteString;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.token.revocation.Commit.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns entries into the next item of a shard's log. */
final class CommitPlan {
  private final RevocationLogSettings settings;

  CommitPlan(RevocationLogSettings settings) {
    this.settings = settings;
  }

  /**
   * Plans one commit.
   *
   * @param id distinguishes it from every other
   * @param nowMillis read before the standing times were
   * @param standing what stands already
   */
  Commit plan(
      String id,
      Head head,
      List<LogEntry> entries,
      Map<RevocationRequest, Long> standing,
      long nowMillis) {
    LogItem.Builder item =
        LogItem.newBuilder()
            .setHome(settings.home())
            .setShard(head.shard())
            .setEpoch(head.epoch())
            .setSequence(head.sequence() + 1)
            .setKeepMillis(settings.keepMillis(head.layout().maxTokenLifeMillis()))
            .setCommittedAt(nowMillis)
            .setPreviousHash(head.itemHash());
    List<Standing> raised = new ArrayList<>();
    for (LogEntry entry : entries) {
      long notAfter = notAfter(entry.request(), standing, nowMillis);
      item.addRevocations(revocation(entry.request(), notAfter, nowMillis));
      if (entry.standing()) {
        raised.add(new Standing(entry.request(), notAfter == 0 ? nowMillis : notAfter));
      }
    }
    return new Commit(
        id,
        head,
        stored(item.build()),
        raised,
        entries.stream().flatMap(entry -> entry.writes().stream()).toList());
  }

  // With 2ε no clock within ε saves an old session, with old T + 1 no two revocations are one.
  private long notAfter(
      RevocationRequest request, Map<RevocationRequest, Long> standing, long nowMillis) {
    return request.isCutoff()
        ? Math.max(
            nowMillis + 2 * settings.clockErrorMillis(), standing.getOrDefault(request, 0L) + 1)
        : 0;
  }

  private static Revocation revocation(RevocationRequest request, long notAfter, long nowMillis) {
    return Revocation.newBuilder()
        .setType(request.type())
        .setIssuer(request.issuer())
        .setTenant(request.type() == RevocationType.USER ? request.tenant() : "")
        .setId(request.id())
        .setNotAfter(notAfter)
        .setRevokedAt(nowMillis)
        .build();
  }

  // Two clocks stand between the writer's time and the reader's: expiring later is always safe.
  private StoredItem stored(LogItem item) {
    return new StoredItem(
        item.getShard(),
        item.getEpoch(),
        item.getSequence(),
        ByteString.copyFrom(item.toByteArray()),
        item.getCommittedAt() + item.getKeepMillis() + 2 * settings.clockErrorMillis());
  }
}
