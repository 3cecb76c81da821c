package io.portcullis.extauthz.revocation;

import io.portcullis.testkit.Soak;
import org.jetbrains.lincheck.datastructures.LongGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Readers beside the writer, in interleavings chosen one by one: each answer must be one that the
 * same calls could have given one after the other. So who asks after an entry was put finds it,
 * whatever grows or is swept meanwhile.
 *
 * <p>Each table begins one entry short of growing, half of its entries expired.
 */
@Tag(Soak.TAG)
class FingerprintTableConcurrencyTest {
  private static final int BEFORE_GROWTH = 47;
  private static final int EXPIRED = 24;
  private static final char BEGIN = 0;
  private static final char SHORT = 5;
  private static final char NOW = 50;
  private static final char LONG = 100;

  /** Longer than any loop over a table's slots, so that none is taken for one without end. */
  private static final int LOOPS = 1_000;

  @Test
  void readersOfIdsMissNothing() {
    check(Ids.class);
  }

  @Test
  void readersOfCutoffsMissNothing() {
    check(Cutoffs.class);
  }

  private static void check(Class<?> calls) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(2)
        .actorsAfter(0)
        .iterations(Soak.times(3, 100))
        .invocationsPerIteration(Soak.times(100, 2_000))
        .loopBound(LOOPS)
        .loopIterationsBeforeThreadSwitch(LOOPS)
        .check(calls);
  }

  private static FingerprintTable filled(FingerprintTable table) {
    for (int i = 0; i < BEFORE_GROWTH; i++) {
      table.put(fingerprint(-1 - i), i, i < EXPIRED ? SHORT : LONG, BEGIN);
    }
    return table;
  }

  private static long fingerprint(long id) {
    return id * 0x9e3779b97f4a7c15L;
  }

  /** Tokens, sessions and keys. */
  @Param(name = "id", gen = LongGen.class, conf = "1:2")
  public static final class Ids {
    private final FingerprintTable table = filled(FingerprintTable.ids());

    @Operation
    public boolean contains(@Param(name = "id") long id) {
      return table.contains(fingerprint(id));
    }

    @Operation
    public boolean containsAnOldOne() {
      return table.contains(fingerprint(-BEFORE_GROWTH));
    }

    @Operation(nonParallelGroup = "writer")
    public void put(@Param(name = "id") long id) {
      table.put(fingerprint(id), 0, LONG, NOW);
    }

    @Operation(nonParallelGroup = "writer")
    public void sweep() {
      table.sweep(NOW);
    }
  }

  /** Users, tenants and clients. */
  @Param(name = "id", gen = LongGen.class, conf = "1:2")
  @Param(name = "cutoff", gen = LongGen.class, conf = "1:3")
  public static final class Cutoffs {
    private final FingerprintTable table = filled(FingerprintTable.cutoffs());

    @Operation
    public long cutoff(@Param(name = "id") long id) {
      return table.cutoff(fingerprint(id));
    }

    @Operation
    public long cutoffOfAnOldOne() {
      return table.cutoff(fingerprint(-BEFORE_GROWTH));
    }

    @Operation(nonParallelGroup = "writer")
    public void put(@Param(name = "id") long id, @Param(name = "cutoff") long cutoff) {
      table.put(fingerprint(id), cutoff, LONG, NOW);
    }

    @Operation(nonParallelGroup = "writer")
    public void sweep() {
      table.sweep(NOW);
    }
  }
}
