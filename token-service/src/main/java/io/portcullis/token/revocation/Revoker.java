package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.SessionDirectory.KnownSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Revokes for logout, for theft and for operators. A session of ours is ended in the same
 * transaction as its log entry; ids that nobody here knows are taken as they are, for they may be a
 * foreign issuer's.
 */
public final class Revoker {
  private static final int MAX_PARALLEL_READS = 16;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final RevocationLog log;
  private final SessionDirectory sessions;
  private final String issuer;

  /**
   * @param issuer our own; only its sessions are looked up
   */
  public Revoker(RevocationLog log, SessionDirectory sessions, String issuer) {
    this.log = log;
    this.sessions = sessions;
    this.issuer = issuer;
  }

  /** Revokes; blocks until it is durable or given up. */
  public RevocationOutcome revoke(RevocationRequest request) {
    return revoke(List.of(request)).getFirst();
  }

  /** Revokes many, each by itself; the outcomes are in their order. */
  public List<RevocationOutcome> revoke(List<RevocationRequest> requests) {
    List<Optional<LogEntry>> entries = requests.size() == 1 ? one(requests) : inParallel(requests);
    List<LogEntry> known = entries.stream().flatMap(Optional::stream).toList();
    List<AppendResult> results = new ArrayList<>(log.append(known));
    return entries.stream()
        .map(entry ->
            entry.isPresent() ? outcome(entry.get(), results.removeFirst()) : unavailable())
        .toList();
  }

  private List<Optional<LogEntry>> one(List<RevocationRequest> requests) {
    return List.of(entry(requests.getFirst()));
  }

  private List<Optional<LogEntry>> inParallel(List<RevocationRequest> requests) {
    List<Callable<Optional<LogEntry>>> reads =
        requests.stream()
            .<Callable<Optional<LogEntry>>>map(request -> () -> entry(request))
            .toList();
    try (ExecutorService readers =
        Executors.newFixedThreadPool(MAX_PARALLEL_READS, Thread.ofVirtual().factory())) {
      List<Optional<LogEntry>> entries = new ArrayList<>();
      for (Future<Optional<LogEntry>> read : readers.invokeAll(reads)) {
        entries.add(read.get());
      }
      return entries;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return requests.stream().map(request -> Optional.<LogEntry>empty()).toList();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a session could not be looked up", e.getCause());
    }
  }

  /** Empty when it cannot be found out now whose session it is. */
  private Optional<LogEntry> entry(RevocationRequest request) {
    if (!request.issuer().equals(issuer)) {
      return Optional.of(LogEntry.of(request));
    }
    try {
      return Optional.of(own(request));
    } catch (StorageUnavailableException e) {
      return Optional.empty();
    }
  }

  private LogEntry own(RevocationRequest request) {
    return switch (request.type()) {
      case SESSION ->
          sessions
              .find(request.id())
              .map(session -> ending(request, session))
              .orElseGet(() -> LogEntry.of(request));
      case TOKEN -> LogEntry.ofOwnToken(request);
      case USER, TENANT, CLIENT -> new LogEntry(request, sessions.endingAll(request));
      case KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED -> LogEntry.of(request);
    };
  }

  private static LogEntry ending(RevocationRequest request, KnownSession session) {
    return new LogEntry(request.ofUser(session.tenant(), session.userId()), session.ending());
  }

  private RevocationOutcome outcome(LogEntry entry, AppendResult result) {
    return switch (result) {
      case AppendResult.Appended(long revokedAt, Position position, boolean propagated) ->
          new RevocationOutcome.Revoked(revokedAt, List.of(position), propagated);
      // The session has ended or gone meanwhile: its tokens may live on, so they are revoked alone.
      case AppendResult.Refused refused when !entry.writes().isEmpty() -> {
        LogEntry alone = LogEntry.of(entry.request());
        yield outcome(alone, log.append(alone));
      }
      case AppendResult.Refused refused -> unavailable();
      case AppendResult.Unavailable(Duration retryAfter) ->
          new RevocationOutcome.Unavailable(retryAfter);
    };
  }

  private static RevocationOutcome unavailable() {
    return new RevocationOutcome.Unavailable(RETRY_AFTER);
  }
}
