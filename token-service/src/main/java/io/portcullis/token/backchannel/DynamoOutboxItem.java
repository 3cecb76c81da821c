package io.portcullis.token.backchannel;

import io.portcullis.token.dynamo.DynamoConnection;
import io.portcullis.token.session.SessionScope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Keys and attributes of the table {@code <prefix>outbox}. */
final class DynamoOutboxItem {
  static final String QUEUE = "q";
  static final String ID = "k";
  static final String DUE = "due";

  private static final String ERRAND = "errand";
  private static final String SINCE = "since";
  private static final String TRIES = "tries";
  private static final String SCOPE = "scope";
  private static final String BEGUN = "begun";
  private static final String NEXT = "next";
  private static final String TENANT = "tid";
  private static final String USER = "uid";
  private static final String CLIENT = "cid";
  private static final String SID = "sid";
  private static final long TIDY_AFTER_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private DynamoOutboxItem() {}

  /** In the order of time, so that the oldest of a queue comes first. */
  static String id(long nowMillis, String name) {
    return "%013d#%s".formatted(nowMillis, name);
  }

  static Map<String, AttributeValue> key(OutboxItem item) {
    return Map.of(QUEUE, text(item.queue()), ID, text(item.id()));
  }

  static Map<String, AttributeValue> write(OutboxItem item, Duration keep) {
    Map<String, AttributeValue> written = new HashMap<>(key(item));
    written.put(ERRAND, errand(item.errand()));
    written.put(SINCE, number(item.sinceMillis()));
    written.put(DUE, number(item.dueMillis()));
    written.put(TRIES, number(item.tries()));
    written.put(DynamoConnection.TTL, keptUntil(item.sinceMillis(), keep));
    return written;
  }

  static AttributeValue keptUntil(long fromMillis, Duration keep) {
    return number(
        TimeUnit.MILLISECONDS.toSeconds(fromMillis) + keep.toSeconds() + TIDY_AFTER_SECONDS);
  }

  static OutboxItem read(Map<String, AttributeValue> item) {
    return new OutboxItem(
        value(item, QUEUE).s(),
        value(item, ID).s(),
        readErrand(value(item, ERRAND).m()),
        Long.parseLong(value(item, SINCE).n()),
        Long.parseLong(value(item, DUE).n()),
        Integer.parseInt(value(item, TRIES).n()));
  }

  static AttributeValue errand(Errand errand) {
    return AttributeValue.fromM(
        switch (errand) {
          case Errand.Tell(String clientId, String userId, String sid) ->
              Map.of(CLIENT, text(clientId), USER, text(userId), SID, text(sid));
          case Errand.Walk(SessionScope scope, Optional<Errand.Progress> progress) ->
              walk(scope, progress);
        });
  }

  private static Map<String, AttributeValue> walk(
      SessionScope scope, Optional<Errand.Progress> progress) {
    Map<String, AttributeValue> walk = new HashMap<>();
    switch (scope) {
      case SessionScope.OfUser(String tenant, String userId) -> {
        walk.put(SCOPE, text("user"));
        walk.put(TENANT, text(tenant));
        walk.put(USER, text(userId));
      }
      case SessionScope.OfTenant(String tenant) -> {
        walk.put(SCOPE, text("tenant"));
        walk.put(TENANT, text(tenant));
      }
      case SessionScope.OfClient(String clientId) -> {
        walk.put(SCOPE, text("client"));
        walk.put(CLIENT, text(clientId));
      }
    }
    progress.ifPresent(made -> {
      walk.put(BEGUN, number(made.begunMillis()));
      walk.put(NEXT, text(made.next()));
    });
    return walk;
  }

  private static Errand readErrand(Map<String, AttributeValue> errand) {
    AttributeValue scope = errand.get(SCOPE);
    return scope == null
        ? new Errand.Tell(
            value(errand, CLIENT).s(), value(errand, USER).s(), value(errand, SID).s())
        : new Errand.Walk(
            readScope(scope.s(), errand),
            Optional.ofNullable(errand.get(NEXT))
                .map(next ->
                    new Errand.Progress(Long.parseLong(value(errand, BEGUN).n()), next.s())));
  }

  private static SessionScope readScope(String scope, Map<String, AttributeValue> errand) {
    return switch (scope) {
      case "user" -> new SessionScope.OfUser(value(errand, TENANT).s(), value(errand, USER).s());
      case "tenant" -> new SessionScope.OfTenant(value(errand, TENANT).s());
      case "client" -> new SessionScope.OfClient(value(errand, CLIENT).s());
      default -> throw new IllegalStateException("outbox item with a scope of " + scope);
    };
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}
