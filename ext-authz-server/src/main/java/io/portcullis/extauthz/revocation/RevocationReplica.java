package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All active revocations, in this process's memory. A join-semilattice: entries only ever join (set
 * union; the later cutoff), so repeats, replays and reordering are harmless, and go by nothing but
 * expiry, which counts from when they were applied, on the monotonic clock.
 *
 * <p>Look-ups take no lock; writers take turns.
 */
public final class RevocationReplica {
  /** Longest time an item may ask to be kept; half a turn of the expiry counters holds it. */
  static final long MAX_KEEP_MILLIS = Duration.ofHours(36).toMillis();

  private static final String NO_TENANT = "default";
  private static final int EXPIRY_SHIFT = 12;

  private final Fingerprints fingerprints;
  private final LongSupplier nanoTime;
  private final Freshness freshness = new Freshness();
  private final FingerprintTable tokens = FingerprintTable.ids();
  private final FingerprintTable sessions = FingerprintTable.ids();
  // Who stole a key signs new tokens for ever: no life of a token bounds how long this is needed.
  private final FingerprintTable keys = FingerprintTable.lastingIds();
  private final FingerprintTable users = FingerprintTable.cutoffs();
  private final FingerprintTable tenants = FingerprintTable.cutoffs();
  private final FingerprintTable clients = FingerprintTable.cutoffs();
  private volatile long maxTokenLifeMillis = Long.MAX_VALUE;

  /**
   * @param random draws the key of the fingerprints
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public RevocationReplica(RandomGenerator random, LongSupplier nanoTime) {
    this(new Fingerprints(random), nanoTime);
  }

  private RevocationReplica(Fingerprints fingerprints, LongSupplier nanoTime) {
    this.fingerprints = fingerprints;
    this.nanoTime = nanoTime;
  }

  /** A replica with the entries that were written; nothing is proved of them. */
  static RevocationReplica read(DataInput in, LongSupplier nanoTime) throws IOException {
    RevocationReplica replica = new RevocationReplica(Fingerprints.read(in), nanoTime);
    char now = replica.now();
    char most = (char) ((MAX_KEEP_MILLIS >> EXPIRY_SHIFT) + 2);
    for (FingerprintTable table : replica.tables()) {
      table.read(in, now, most);
    }
    return replica;
  }

  /** Writes the entries, beside the writer: what was applied before this began is among them. */
  void write(DataOutput out) throws IOException {
    char now = now();
    fingerprints.write(out);
    for (FingerprintTable table : tables()) {
      table.write(out, now);
    }
  }

  /** What is proved of these entries. */
  public Freshness freshness() {
    return freshness;
  }

  /**
   * The longest life of a token that an entry is sure to outlive, as the log itself says; {@link
   * Long#MAX_VALUE} before it said so.
   */
  long maxTokenLifeMillis() {
    return maxTokenLifeMillis;
  }

  void limitTokenLife(long millis) {
    maxTokenLifeMillis = millis;
  }

  /** Number of entries held. */
  public int entries() {
    return tables().stream().mapToInt(FingerprintTable::size).sum();
  }

  /**
   * What covers the token: {@link RevocationType#REVOCATION_TYPE_UNSPECIFIED} if nothing does. An
   * entry past its expiry may still be found: no living token can be its.
   */
  RevocationType find(VerifiedToken token) {
    long issuer = fingerprints.of(token.issuer());
    if (isIn(tokens, issuer, token.tokenId())) {
      return RevocationType.TOKEN;
    }
    if (isIn(sessions, issuer, token.sessionId())) {
      return RevocationType.SESSION;
    }
    if (isIn(keys, issuer, token.keyId())) {
      return RevocationType.KEY;
    }
    return findByStart(token, issuer);
  }

  private RevocationType findByStart(VerifiedToken token, long issuer) {
    long start = token.sessionStartMillis();
    if (!users.isEmpty()
        && start <= users.cutoff(fingerprints.of(issuer, token.tenant(), token.subject()))) {
      return RevocationType.USER;
    }
    if (start <= cutoffIn(tenants, issuer, token.tenant())) {
      return RevocationType.TENANT;
    }
    if (start <= cutoffIn(clients, issuer, token.clientId())) {
      return RevocationType.CLIENT;
    }
    return RevocationType.REVOCATION_TYPE_UNSPECIFIED;
  }

  private boolean isIn(FingerprintTable table, long issuer, String id) {
    return !table.isEmpty() && !id.isEmpty() && table.contains(fingerprints.of(issuer, id));
  }

  private long cutoffIn(FingerprintTable table, long issuer, String id) {
    return table.isEmpty() || id.isEmpty()
        ? FingerprintTable.NO_CUTOFF
        : table.cutoff(fingerprints.of(issuer, id));
  }

  /** Joins an item's entries. Applying it again only keeps them longer. */
  synchronized void apply(LogItem item) {
    char now = now();
    char expiry = (char) (((nowMillis() + item.getKeepMillis()) >> EXPIRY_SHIFT) + 1);
    for (Revocation revocation : item.getRevocationsList()) {
      if (Canary.is(revocation)) {
        continue;
      }
      table(revocation.getType())
          .put(fingerprint(revocation), revocation.getNotAfter(), expiry, now);
    }
  }

  /** Gives back the memory of expired entries. */
  synchronized void sweep() {
    char now = now();
    tables().forEach(table -> table.sweep(now));
  }

  /** In the order in which they are written. */
  private List<FingerprintTable> tables() {
    return List.of(tokens, sessions, keys, users, tenants, clients);
  }

  private FingerprintTable table(RevocationType type) {
    return switch (type) {
      case TOKEN -> tokens;
      case SESSION -> sessions;
      case KEY -> keys;
      case USER -> users;
      case TENANT -> tenants;
      case CLIENT -> clients;
      case REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("an item of unknown type is refused before");
    };
  }

  private long fingerprint(Revocation revocation) {
    long issuer = fingerprints.of(revocation.getIssuer());
    return revocation.getType() == RevocationType.USER
        ? fingerprints.of(issuer, tenant(revocation), revocation.getId())
        : fingerprints.of(issuer, revocation.getId());
  }

  private static String tenant(Revocation revocation) {
    return revocation.getTenant().isEmpty() ? NO_TENANT : revocation.getTenant();
  }

  private char now() {
    return (char) (nowMillis() >> EXPIRY_SHIFT);
  }

  private long nowMillis() {
    return Math.floorDiv(nanoTime.getAsLong(), 1_000_000L);
  }
}
