package io.portcullis.extauthz.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.bucket4j.TimeMeter;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.overload.SourceLimitedAuthorizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is remembered of tokens is limited, however many there are. */
class BadTokenFloodTest {
  private static final int BAD_TOKENS = 200_000;
  private static final int GOOD_TOKENS = 2_000;
  private static final int CACHED_TOKENS = 1_024;
  private static final int MAX_SOURCES = 65_536;

  private final List<SourceLimitedAuthorizer> limiters = new ArrayList<>();
  private final House house = House.around(this::limited);

  @Test
  void keepsEveryLimitOverManyDistinctBadTokens() throws ReflectiveOperationException {
    String known = House.draft(House.ED25519).signed();
    assertThat(house.bearing(known).summary()).isEqualTo("ok");
    BadTokens tokens = new BadTokens(1);
    int allowed = 0;
    for (int i = 0; i < BAD_TOKENS; i++) {
      allowed += house.check(tokens.next()).allowed() ? 1 : 0;
      house.keys.fetching(); // so that the next unknown key id is remembered, too
    }

    assertThat(allowed).isZero();
    assertThat(house.keys.missed()).isEqualTo(house.keys.maxMissed());
    assertThat(size(limiters.getFirst(), "buckets")).isBetween(MAX_SOURCES - 1L, MAX_SOURCES + 0L);
    assertThat(size(house.cache, "entries")).isEqualTo(1);
    long hits = house.cache.hits();
    assertThat(house.bearing(known).summary()).isEqualTo("ok");
    assertThat(house.cache.hits()).isEqualTo(hits + 1);
  }

  @Test
  void keepsTheLimitOfTheCacheOverManyGoodTokens() throws ReflectiveOperationException {
    for (int i = 0; i < GOOD_TOKENS; i++) {
      String token = House.draft(House.ED25519).claim("jti", "t-" + i).signed();
      assertThat(house.bearing(token).summary()).isEqualTo("ok");
    }

    assertThat(size(house.cache, "entries")).isEqualTo(CACHED_TOKENS);
    assertThat(house.cache.evictions()).isEqualTo(GOOD_TOKENS - CACHED_TOKENS);
  }

  private Authorizer limited(Authorizer inner) {
    limiters.add(new SourceLimitedAuthorizer(inner, 100, TimeMeter.SYSTEM_NANOTIME));
    return limiters.getFirst();
  }

  /** How much a cache holds that nobody but its owner sees. */
  private static long size(Object owner, String cache) throws ReflectiveOperationException {
    var field = owner.getClass().getDeclaredField(cache);
    field.setAccessible(true);
    Cache<?, ?> entries = (Cache<?, ?>) field.get(owner);
    entries.cleanUp();
    return entries.estimatedSize();
  }
}
