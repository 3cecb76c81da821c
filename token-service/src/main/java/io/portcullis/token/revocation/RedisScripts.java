package io.portcullis.token.revocation;

/**
 * The Lua scripts. Each touches the keys of one shard, which one hash tag keeps together.
 *
 * <p>The top of a stream is its last generated id, which trimming leaves alone. Ids are explicit,
 * {@code <epoch>-<sequence>}: automatic ones would let a reader skip what a failover lost.
 */
final class RedisScripts {
  private static final String TOP =
      """
      local function top(key)
        if redis.call('EXISTS', key) == 0 then return 0, 0, 0, nil end
        local info, last, length, first = redis.call('XINFO', 'STREAM', key), '0-0', 0, nil
        for i = 1, #info, 2 do
          if info[i] == 'last-generated-id' then last = info[i + 1] end
          if info[i] == 'length' then length = info[i + 1] end
          if info[i] == 'first-entry' and info[i + 1] then first = info[i + 1][1] end
        end
        local epoch, sequence = string.match(last, '^(%d+)-(%d+)$')
        return tonumber(epoch), tonumber(sequence), length, first
      end
      """;

  /**
   * KEYS: log. ARGV: epoch, sequence, low, then the three fields' names and values. Answers 1
   * appended, 2 present, 3 refused, 4 newer epoch.
   */
  static final String APPEND =
      TOP
          + """
          local epoch, sequence, low = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
          local topEpoch, topSequence = top(KEYS[1])
          if topEpoch > epoch then return 4 end
          if topEpoch == epoch then
            if topSequence >= sequence then return 2 end
            if topSequence + 1 ~= sequence then return 3 end
          else
            if sequence ~= low then return 3 end
            redis.call('DEL', KEYS[1])
          end
          redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. ARGV[2],
            ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9])
          return 1
          """;

  /**
   * As {@link #APPEND}, and in the same moment the plain keys, how far they reach, and the events.
   *
   * <p>The top of the keys moves only where it stood at the item before: what another relay
   * appended without keys is no part of what it speaks for. Values only grow, and so does the time
   * they have left. The keys come first, for a failure there must leave nothing appended; an event
   * that fails costs its receivers time, not their bound.
   *
   * <p>KEYS: log, top of the keys, a key for each entry that has one; or the log alone, where the
   * others cannot be reached: then the top stays behind, and the keys prove nothing any more. ARGV:
   * as {@link #APPEND}, the time to live in milliseconds, the channel, a value for each key, and
   * the events.
   */
  static final String APPEND_WITH_KEYS =
      TOP
          + """
          local epoch, sequence, low = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
          local topEpoch, topSequence = top(KEYS[1])
          if topEpoch > epoch then return 4 end
          local first = nil
          if topEpoch == epoch then
            if topSequence >= sequence then return 2 end
            if topSequence + 1 ~= sequence then return 3 end
            local reached = KEYS[2] and redis.pcall('GET', KEYS[2])
            if type(reached) == 'string' then
              first = string.match(reached, '^' .. ARGV[1] .. '%-' .. topSequence .. '%-(%d+)$')
            end
          else
            if sequence ~= low then return 3 end
            first = ARGV[2]
          end
          local values = 11
          for i = 3, #KEYS do
            local value, keep = ARGV[values + i - 2], tonumber(ARGV[10])
            local old = redis.pcall('GET', KEYS[i])
            local number = type(old) == 'string' and tonumber(old)
            if number and number > tonumber(value) then value = old end
            keep = math.max(keep, redis.call('PTTL', KEYS[i]))
            redis.call('SET', KEYS[i], value, 'PX', string.format('%d', keep))
          end
          if topEpoch ~= epoch then redis.call('DEL', KEYS[1]) end
          redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. ARGV[2],
            ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9])
          if first and KEYS[2] then
            redis.call('SET', KEYS[2], ARGV[1] .. '-' .. ARGV[2] .. '-' .. first)
          end
          for i = values + math.max(#KEYS, 2) - 1, #ARGV do redis.pcall('PUBLISH', ARGV[11], ARGV[i]) end
          return 1
          """;

  /** KEYS: log. Answers epoch and sequence of the top, length, epoch and sequence of the first. */
  static final String STATE =
      TOP
          + """
          local epoch, sequence, length, first = top(KEYS[1])
          local firstEpoch, firstSequence = 0, 0
          if first then
            local e, s = string.match(first, '^(%d+)-(%d+)$')
            firstEpoch, firstSequence = tonumber(e), tonumber(s)
          end
          return {epoch, sequence, length, firstEpoch, firstSequence}
          """;

  /**
   * KEYS: log, top of the plain keys. Answers as {@link #STATE}, then epoch, last and first of the
   * items whose keys were written; zeros where nothing says so.
   */
  static final String STATE_WITH_KEYS =
      TOP
          + """
          local epoch, sequence, length, first = top(KEYS[1])
          local firstEpoch, firstSequence = 0, 0
          if first then
            local e, s = string.match(first, '^(%d+)-(%d+)$')
            firstEpoch, firstSequence = tonumber(e), tonumber(s)
          end
          local reached = redis.pcall('GET', KEYS[2])
          local keysEpoch, keysLast, keysFirst
          if type(reached) == 'string' then
            keysEpoch, keysLast, keysFirst = string.match(reached, '^(%d+)%-(%d+)%-(%d+)$')
          end
          return {epoch, sequence, length, firstEpoch, firstSequence,
            tonumber(keysEpoch or '0'), tonumber(keysLast or '0'), tonumber(keysFirst or '0')}
          """;

  /** KEYS: log, and what goes with it. ARGV: epoch and sequence that its top must still have. */
  static final String RESET =
      TOP
          + """
          local epoch, sequence = top(KEYS[1])
          if epoch == tonumber(ARGV[1]) and sequence == tonumber(ARGV[2]) then
            redis.call('DEL', unpack(KEYS))
          end
          return 0
          """;

  /** KEYS: heartbeat hash, heartbeat stream. ARGV: length, the three fields' names and values. */
  static final String BEAT =
      """
      redis.call('HSET', KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
      redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[1], '*',
        ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
      return 0
      """;

  /** The half of {@link #BEAT} that tells other instances. KEYS: heartbeat hash. */
  static final String BEAT_HASH =
      """
      redis.call('HSET', KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
      return 0
      """;

  /** The half of {@link #BEAT} that tells followers. KEYS: heartbeat stream. */
  static final String BEAT_STREAM =
      """
      redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*',
        ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
      return 0
      """;

  /** As {@link #BEAT}. KEYS: also the sealed heartbeat; the last of ARGV: its value. */
  static final String BEAT_WITH_KEYS =
      """
      redis.call('HSET', KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
      redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[1], '*',
        ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7])
      redis.call('SET', KEYS[3], ARGV[8])
      return 0
      """;

  /**
   * Gives plain keys that would stay for ever, or longer than any relay says, their last time. KEYS
   * of one slot. ARGV: the longest time to live in milliseconds. Answers how many it were.
   */
  static final String LIMIT =
      """
      local limited = 0
      for i = 1, #KEYS do
        local left = redis.call('PTTL', KEYS[i])
        if left == -1 or left > tonumber(ARGV[1]) then
          redis.call('PEXPIRE', KEYS[i], ARGV[1])
          limited = limited + 1
        end
      end
      return limited
      """;

  private RedisScripts() {}
}
