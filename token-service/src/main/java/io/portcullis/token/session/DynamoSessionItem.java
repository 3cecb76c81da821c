package io.portcullis.token.session;

import com.google.protobuf.ByteString;
import io.portcullis.token.dynamo.DynamoConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A session's item: all its mutable state in one item below 1 KB, so that a refresh costs one write
 * unit.
 */
final class DynamoSessionItem {
  static final String SID = "sid";

  /** Partition key of the index by user; static, so that no rotation writes the index. */
  static final String OWNER = "own";

  static final String SESSION_START = "sst";
  static final String STATUS = "status";
  static final String ACTIVE = "ACTIVE";
  static final String ENDED = "ENDED";

  /** There since an acknowledged revocation. */
  static final String SETTLED = "settled";

  static final String CURRENT = "cur";
  static final String GENERATION = "gen";
  static final String CLIENT = "cid";
  static final String IDLE_EXPIRY = "idleExp";
  static final String ABSOLUTE_EXPIRY = "absExp";
  static final String LAST_SEEN = "lastSeen";
  static final String GRACE_ENDS = "until";

  static final String TENANT = "tid";
  private static final String USER = "uid";
  private static final String SCOPE = "scope";
  private static final String AUDIENCE = "aud";
  private static final String AMR = "amr";
  private static final String AUTHENTICATED_AT = "authAt";
  private static final String DEVICE = "device";
  private static final String LOGIN = "login";
  private static final String OUTLIVED_LOGIN = "fromLogin";
  private static final long TIDY_AFTER_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private DynamoSessionItem() {}

  static String slotName(long generation) {
    return "r" + Slot.indexOf(generation);
  }

  static String owner(String tenant, String userId) {
    // Length first, so that no choice of names makes two users one.
    return tenant.length() + ":" + tenant + ":" + userId;
  }

  static Map<String, AttributeValue> opened(Session session, ByteString currentHash) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(SID, text(session.sid()));
    item.put(OWNER, text(owner(session.tenant(), session.userId())));
    item.put(TENANT, text(session.tenant()));
    item.put(USER, text(session.userId()));
    item.put(CLIENT, text(session.clientId()));
    item.put(STATUS, text(ACTIVE));
    item.put(CURRENT, bytes(currentHash));
    item.put(GENERATION, number(1));
    item.put(SESSION_START, number(session.sessionStartMillis()));
    session.authenticatedAtMillis().ifPresent(at -> item.put(AUTHENTICATED_AT, number(at)));
    item.put(IDLE_EXPIRY, number(session.idleExpiryMillis()));
    item.put(ABSOLUTE_EXPIRY, number(session.absoluteExpiryMillis()));
    item.put(LAST_SEEN, number(session.lastSeenMillis()));
    item.put(SCOPE, text(String.join(" ", session.scopes())));
    item.put(AUDIENCE, text(session.audience()));
    item.put(AMR, text(String.join(" ", session.amr())));
    item.put(DEVICE, device(session.device()));
    session.login().ifPresent(login -> item.put(LOGIN, text(login)));
    session.outlivedLogin().ifPresent(login -> item.put(OUTLIVED_LOGIN, text(login)));
    item.put(DynamoConnection.TTL, ttl(session));
    return item;
  }

  static AttributeValue ttl(Session session) {
    return number(
        TimeUnit.MILLISECONDS.toSeconds(session.absoluteExpiryMillis()) + TIDY_AFTER_SECONDS);
  }

  static String sid(Map<String, AttributeValue> item) {
    return text(item, SID);
  }

  static AttributeValue slot(Slot slot) {
    return AttributeValue.fromM(
        Map.of(
            "hash",
            bytes(slot.hash()),
            "gen",
            number(slot.generation()),
            "rnd",
            bytes(slot.draw()),
            GRACE_ENDS,
            number(slot.graceEndsMillis()),
            "kid",
            text(slot.keyId())));
  }

  static StoredSession read(Map<String, AttributeValue> item) {
    Map<Integer, Slot> slots = new HashMap<>();
    for (int i = 0; i < Slot.COUNT; i++) {
      AttributeValue slot = item.get(slotName(i));
      if (slot != null) {
        slots.put(i, readSlot(slot.m()));
      }
    }
    return new StoredSession(
        readSession(item),
        ACTIVE.equals(text(item, STATUS)),
        bytes(item, CURRENT),
        number(item, GENERATION),
        slots);
  }

  static SessionState readState(Map<String, AttributeValue> item, long nowMillis) {
    StoredSession stored = read(item);
    return new SessionState(stored.session().clientId(), phase(item, stored, nowMillis));
  }

  private static SessionState.Phase phase(
      Map<String, AttributeValue> item, StoredSession stored, long nowMillis) {
    if (stored.active()) {
      return stored.expiredAt(nowMillis) ? SessionState.Phase.EXPIRED : SessionState.Phase.LIVE;
    }
    return item.containsKey(SETTLED) ? SessionState.Phase.SETTLED : SessionState.Phase.ENDED;
  }

  static SessionOwner readOwner(Map<String, AttributeValue> item) {
    return new SessionOwner(
        text(item, TENANT),
        text(item, USER),
        text(item, CLIENT),
        ACTIVE.equals(text(item, STATUS)));
  }

  private static Session readSession(Map<String, AttributeValue> item) {
    return new Session(
        text(item, SID),
        text(item, TENANT),
        text(item, USER),
        text(item, CLIENT),
        words(item, SCOPE),
        text(item, AUDIENCE),
        words(item, AMR),
        number(item, SESSION_START),
        optionalNumber(item, AUTHENTICATED_AT),
        number(item, IDLE_EXPIRY),
        number(item, ABSOLUTE_EXPIRY),
        number(item, LAST_SEEN),
        readDevice(value(item, DEVICE).m()),
        Optional.ofNullable(item.get(LOGIN)).map(AttributeValue::s),
        Optional.ofNullable(item.get(OUTLIVED_LOGIN)).map(AttributeValue::s));
  }

  private static Slot readSlot(Map<String, AttributeValue> slot) {
    return new Slot(
        bytes(slot, "hash"),
        number(slot, "gen"),
        bytes(slot, "rnd"),
        number(slot, GRACE_ENDS),
        text(slot, "kid"));
  }

  private static AttributeValue device(Device device) {
    return AttributeValue.fromM(
        Map.of(
            "label", text(device.label()),
            "uaHash", text(device.userAgentHash()),
            "ipHash", text(device.addressHash())));
  }

  private static Device readDevice(Map<String, AttributeValue> device) {
    return new Device(text(device, "label"), text(device, "uaHash"), text(device, "ipHash"));
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue bytes(ByteString value) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(value.toByteArray()));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return value(item, name).s();
  }

  private static ByteString bytes(Map<String, AttributeValue> item, String name) {
    return ByteString.copyFrom(value(item, name).b().asByteArray());
  }

  private static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(value(item, name).n());
  }

  private static OptionalLong optionalNumber(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? OptionalLong.of(number(item, name)) : OptionalLong.empty();
  }

  private static List<String> words(Map<String, AttributeValue> item, String name) {
    String joined = text(item, name);
    return joined.isEmpty() ? List.of() : List.of(joined.split(" "));
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("session item lacks " + name);
    }
    return value;
  }
}
