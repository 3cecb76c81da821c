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

  /** KEYS: log. ARGV: epoch and sequence that its top must still have. */
  static final String RESET =
      TOP
          + """
          local epoch, sequence = top(KEYS[1])
          if epoch == tonumber(ARGV[1]) and sequence == tonumber(ARGV[2]) then
            redis.call('DEL', KEYS[1])
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

  private RedisScripts() {}
}
