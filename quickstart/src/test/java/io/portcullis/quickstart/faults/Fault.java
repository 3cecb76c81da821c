package io.portcullis.quickstart.faults;

import java.util.Random;

/** Breaks something, waits while it is broken, and mends it; what and when is drawn by a seed. */
interface Fault {
  /**
   * Returns once it is mended.
   *
   * @param load what runs meanwhile
   */
  void strike(FaultSystem system, Load load, Random random) throws Exception;
}
