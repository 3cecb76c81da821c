package io.portcullis.token.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys.Seal;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.SealedHeartbeat;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What goes to Redis beside the log in a region with near-cache nodes: for each token, session and
 * user a key that lives as long as the entry is needed, and for each revocation an event.
 */
public final class NearCacheWriting {
  /** No node keeps an answer longer without looking again, so that an older event tells nobody. */
  static final long NEWS_MILLIS = 60_000;

  private static final byte[] REVOKED = {'1'};

  private final NearCacheKeys names;
  private final InstantSource clock;

  /** {@code clock} tells news from what is only copied again. */
  public NearCacheWriting(NearCacheKeys names, InstantSource clock) {
    this.names = names;
    this.clock = clock;
  }

  long nowMillis() {
    return clock.millis();
  }

  byte[] top(String shard) {
    return names.top(shard).getBytes(US_ASCII);
  }

  /** The names for {@link RedisScripts#APPEND_WITH_KEYS}. */
  byte[][] keys(StoredItem item, byte[][] log) {
    List<byte[]> keys = new ArrayList<>(Arrays.asList(log));
    keys.add(top(item.shard()));
    for (Revocation revocation : parse(item).getRevocationsList()) {
      names.name(item.shard(), revocation).ifPresent(name -> keys.add(name.getBytes(US_ASCII)));
    }
    return keys.toArray(byte[][]::new);
  }

  /** Its arguments, after those of {@link RedisScripts#APPEND}. */
  byte[][] arguments(StoredItem stored, byte[][] ofAppend) {
    return arguments(stored, ofAppend, true);
  }

  /** Its arguments where its only key is the log. */
  byte[][] argumentsWithoutKeys(StoredItem stored, byte[][] ofAppend) {
    return arguments(stored, ofAppend, false);
  }

  private byte[][] arguments(StoredItem stored, byte[][] ofAppend, boolean withKeys) {
    LogItem item = parse(stored);
    List<byte[]> arguments = new ArrayList<>(Arrays.asList(ofAppend));
    arguments.add(Long.toString(item.getKeepMillis()).getBytes(US_ASCII));
    arguments.add(NearCacheKeys.EVENTS.getBytes(US_ASCII));
    if (withKeys) {
      item.getRevocationsList().forEach(revocation -> arguments.addAll(value(revocation)));
    }
    if (clock.millis() - item.getCommittedAt() <= NEWS_MILLIS) {
      item.getRevocationsList()
          .forEach(revocation -> arguments.add(event(revocation, stored.expiresAtMillis())));
    }
    return arguments.toArray(byte[][]::new);
  }

  /** Whether each item of the stream has its keys, by {@link RedisScripts#STATE_WITH_KEYS}. */
  static boolean isWhole(List<Long> state) {
    long epoch = state.get(0);
    long top = state.get(1);
    long first = state.get(4);
    return epoch == 0
        || (state.get(5) == epoch && state.get(6) == top && (first == 0 || state.get(7) <= first));
  }

  static byte[][] with(byte[][] some, byte[] another) {
    byte[][] more = Arrays.copyOf(some, some.length + 1);
    more[some.length] = another;
    return more;
  }

  static byte[] sealed(byte[] payload, Seal seal) {
    return SealedHeartbeat.newBuilder()
        .setPayload(ByteString.copyFrom(payload))
        .setMacKeyId(seal.keyId())
        .setMac(seal.mac())
        .build()
        .toByteArray();
  }

  /** Empty if these bytes are no such message. */
  static Optional<SealedHeartbeat> unsealed(byte[] bytes) {
    try {
      return Optional.of(SealedHeartbeat.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static List<byte[]> value(Revocation revocation) {
    return switch (revocation.getType()) {
      case TOKEN, SESSION -> List.of(REVOKED);
      case USER -> List.of(Long.toString(revocation.getNotAfter()).getBytes(US_ASCII));
      case TENANT, CLIENT, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          Collections.emptyList();
    };
  }

  private byte[] event(Revocation revocation, long expiresAtMillis) {
    String type = revocation.getType().name().toLowerCase(Locale.ROOT);
    long seconds = Math.ceilDiv(expiresAtMillis, 1_000);
    return "{\"type\":\"%s\",\"id\":\"%s\",\"exp\":%d}"
        .formatted(type, escaped(names.eventId(revocation)), seconds)
        .getBytes(UTF_8);
  }

  /** RFC 8259 section 7. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ') {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static LogItem parse(StoredItem item) {
    try {
      return LogItem.parseFrom(item.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the truth holds an item that is none", e);
    }
  }
}
