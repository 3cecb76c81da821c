package io.portcullis.token.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.MacKeys.Seal;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The copy in Redis, a cluster or one server; sealed, for whoever may write there.
 *
 * <p>While a slot moves between two masters, Redis refuses commands of several keys that are not
 * all on one side, also of keys that do not exist yet: an append with new plain keys fails until
 * the whole slot has moved. The log matters more than they do, so after a moment the item goes into
 * the log alone, and the keys prove nothing until the relay finds them behind and makes both again.
 * What else speaks for itself, like each form of a heartbeat, is written one by one.
 */
public final class RedisRevocationPublisher implements RevocationPublisher {
  /** A node that is further behind has missed nothing: it needs the newest heartbeat only. */
  private static final int HEARTBEATS_KEPT = 64;

  /** Most slots move in less, and then no key has to be made again. */
  private static final long PATIENCE_MILLIS = 1_000;

  private static final String SPLIT = "TRYAGAIN ";

  private static final byte[] PAYLOAD = ascii(RevocationKeys.FIELD_PAYLOAD);
  private static final byte[] MAC_KEY_ID = ascii(RevocationKeys.FIELD_MAC_KEY_ID);
  private static final byte[] MAC = ascii(RevocationKeys.FIELD_MAC);

  private final RedisConnections redis;
  private final MacKeys keys;
  private final Optional<NearCacheWriting> plain;
  private final Map<String, Long> splitSince = new ConcurrentHashMap<>();
  private final String home;

  /** The log alone. The connections stay the caller's to close. */
  public RedisRevocationPublisher(RedisConnections redis, MacKeys keys) {
    this(redis, keys, Optional.empty());
  }

  /**
   * The log, and beside it what near-cache nodes look up, if there are any. The connections stay
   * the caller's to close.
   */
  public RedisRevocationPublisher(
      RedisConnections redis, MacKeys keys, Optional<NearCacheWriting> plain) {
    this(redis, keys, plain, "");
  }

  private RedisRevocationPublisher(
      RedisConnections redis, MacKeys keys, Optional<NearCacheWriting> plain, String home) {
    this.redis = redis;
    this.keys = keys;
    this.plain = plain;
    this.home = home;
  }

  /** The copy of another region's log, beside the region's own; for nodes that follow it. */
  public static RedisRevocationPublisher ofOtherHome(
      RedisConnections redis, MacKeys keys, String home) {
    return new RedisRevocationPublisher(redis, keys, Optional.empty(), home);
  }

  @Override
  public Append append(StoredItem item, long low) throws PublisherException {
    byte[] payload = item.payload().toByteArray();
    Seal seal = keys.seal(Kind.LOG_ITEM, payload);
    byte[][] arguments = {
      ascii(item.epoch()),
      ascii(item.sequence()),
      ascii(low),
      PAYLOAD,
      payload,
      MAC_KEY_ID,
      ascii(seal.keyId()),
      MAC,
      seal.mac().toByteArray()
    };
    byte[][] log = {ascii(RevocationKeys.log(local(item.shard())))};
    return answer(
        plain.isPresent()
            ? appendWithKeys(plain.get(), item, log, arguments)
            : number(RedisScripts.APPEND, log, arguments));
  }

  private long appendWithKeys(
      NearCacheWriting writing, StoredItem item, byte[][] log, byte[][] arguments)
      throws PublisherException {
    try {
      long answer =
          number(
              RedisScripts.APPEND_WITH_KEYS,
              writing.keys(item, log),
              writing.arguments(item, arguments));
      splitSince.remove(item.shard());
      return answer;
    } catch (SplitSlotException e) {
      long nowMillis = writing.nowMillis();
      long since = splitSince.computeIfAbsent(item.shard(), _ -> nowMillis);
      if (Math.abs(nowMillis - since) < PATIENCE_MILLIS) {
        throw e;
      }
      return number(
          RedisScripts.APPEND_WITH_KEYS, log, writing.argumentsWithoutKeys(item, arguments));
    }
  }

  @Override
  public StreamState state(String shard) throws PublisherException {
    return plain.isPresent() ? stateWithKeys(shard) : stateOfLog(shard);
  }

  private StreamState stateWithKeys(String shard) throws PublisherException {
    try {
      List<Long> numbers = numbers(RedisScripts.STATE_WITH_KEYS, logAndTop(shard));
      return state(numbers, NearCacheWriting.isWhole(numbers));
    } catch (SplitSlotException e) {
      // Whether the keys are behind shows later; made again now they would be refused.
      return stateOfLog(shard);
    }
  }

  private StreamState stateOfLog(String shard) throws PublisherException {
    return state(numbers(RedisScripts.STATE, ascii(RevocationKeys.log(local(shard)))), true);
  }

  private static StreamState state(List<Long> numbers, boolean keyed) {
    return new StreamState(
        numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4), keyed);
  }

  @Override
  public void reset(String shard, StreamState seen) throws PublisherException {
    number(RedisScripts.RESET, logAndTop(shard), ascii(seen.epoch()), ascii(seen.top()));
  }

  @Override
  public void trim(String shard, long epoch, long low) throws PublisherException {
    asked(commands ->
        commands.xtrim(
            ascii(RevocationKeys.log(local(shard))),
            XTrimArgs.Builder.minId(epoch + "-" + low).exactTrimming()));
  }

  /**
   * With plain keys, the one that stands in both places: what an instance wrote that knows only the
   * log is not seen by near-cache nodes, and must not keep us silent.
   */
  @Override
  public Optional<Heartbeat> heartbeat(String shard) throws PublisherException {
    Optional<Heartbeat> newest = ofLog(shard);
    return plain.isEmpty() || newest.equals(ofKeys(shard)) ? newest : Optional.empty();
  }

  private Optional<Heartbeat> ofLog(String shard) throws PublisherException {
    List<KeyValue<byte[], byte[]>> fields =
        asked(commands ->
            commands.hmget(
                ascii(RevocationKeys.heartbeat(local(shard))), PAYLOAD, MAC_KEY_ID, MAC));
    if (!fields.stream().allMatch(KeyValue::hasValue)) {
      return Optional.empty();
    }
    String keyId = new String(fields.get(1).getValue(), US_ASCII);
    return unsealed(fields.get(0).getValue(), keyId, fields.get(2).getValue());
  }

  private Optional<Heartbeat> ofKeys(String shard) throws PublisherException {
    byte[] value = asked(commands -> commands.get(ascii(NearCacheKeys.heartbeat(shard))));
    return value == null
        ? Optional.empty()
        : NearCacheWriting.unsealed(value)
            .flatMap(sealed ->
                unsealed(
                    sealed.getPayload().toByteArray(),
                    sealed.getMacKeyId(),
                    sealed.getMac().toByteArray()));
  }

  private Optional<Heartbeat> unsealed(byte[] payload, String keyId, byte[] mac) {
    return keys.verify(Kind.HEARTBEAT, payload, keyId, mac) ? parse(payload) : Optional.empty();
  }

  @Override
  public void beat(Heartbeat heartbeat) throws PublisherException {
    byte[] payload = heartbeat.toByteArray();
    Seal seal = keys.seal(Kind.HEARTBEAT, payload);
    byte[][] names = {
      ascii(RevocationKeys.heartbeat(local(heartbeat.getShard()))),
      ascii(RevocationKeys.heartbeatStream(local(heartbeat.getShard())))
    };
    byte[][] arguments = {
      ascii(HEARTBEATS_KEPT),
      PAYLOAD,
      payload,
      MAC_KEY_ID,
      ascii(seal.keyId()),
      MAC,
      seal.mac().toByteArray()
    };
    byte[] sealedName = ascii(NearCacheKeys.heartbeat(heartbeat.getShard()));
    byte[] sealed = NearCacheWriting.sealed(payload, seal);
    try {
      if (plain.isPresent()) {
        number(
            RedisScripts.BEAT_WITH_KEYS,
            NearCacheWriting.with(names, sealedName),
            NearCacheWriting.with(arguments, sealed));
      } else {
        number(RedisScripts.BEAT, names, arguments);
      }
    } catch (SplitSlotException e) {
      number(RedisScripts.BEAT_HASH, new byte[][] {names[0]}, arguments);
      number(RedisScripts.BEAT_STREAM, new byte[][] {names[1]}, arguments);
      if (plain.isPresent()) {
        asked(commands -> commands.set(sealedName, sealed));
      }
    }
  }

  private String local(String shard) {
    return RevocationKeys.shardOfHome(home, shard);
  }

  private byte[][] logAndTop(String shard) {
    byte[] log = ascii(RevocationKeys.log(local(shard)));
    return plain.isPresent() ? new byte[][] {log, plain.get().top(shard)} : new byte[][] {log};
  }

  private long number(String script, byte[][] names, byte[]... arguments)
      throws PublisherException {
    return asked(
        commands -> commands.<Long>eval(script, ScriptOutputType.INTEGER, names, arguments));
  }

  private List<Long> numbers(String script, byte[]... names) throws PublisherException {
    return asked(commands -> commands.<List<Long>>eval(script, ScriptOutputType.MULTI, names));
  }

  private interface Question<T> {
    T ask(RedisClusterCommands<byte[], byte[]> commands);
  }

  private <T> T asked(Question<T> question) throws PublisherException {
    try {
      return question.ask(redis.commands());
    } catch (RedisCommandExecutionException e) {
      throw String.valueOf(e.getMessage()).startsWith(SPLIT)
          ? new SplitSlotException(e)
          : new PublisherException(String.valueOf(e.getMessage()), e);
    } catch (RedisException | RedisUnavailableException e) {
      throw new PublisherException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Append answer(long answer) {
    return switch ((int) answer) {
      case 1 -> Append.APPENDED;
      case 2 -> Append.PRESENT;
      case 3 -> Append.REFUSED;
      case 4 -> Append.NEWER_EPOCH;
      default -> throw new IllegalStateException("the append script answered " + answer);
    };
  }

  private static Optional<Heartbeat> parse(byte[] payload) {
    try {
      return Optional.of(Heartbeat.parseFrom(ByteString.copyFrom(payload)));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static byte[] ascii(long number) {
    return ascii(Long.toString(number));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
