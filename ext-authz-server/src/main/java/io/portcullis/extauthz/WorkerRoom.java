package io.portcullis.extauthz;

import io.portcullis.extauthz.config.OverloadConfig;
import io.portcullis.extauthz.overload.LookUpWorkers;
import io.portcullis.extauthz.overload.SignatureWorkers;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads that verify signatures, exchanged for others when their number changes, and the
 * places in which checks wait for Redis.
 */
final class WorkerRoom {
  private record Crew(int threads, SignatureWorkers workers) {}

  private final LookUpWorkers lookUps;
  private volatile Crew crew;

  WorkerRoom(OverloadConfig config, int concurrentLookUps) {
    this.crew = crew(threads(config));
    this.lookUps = new LookUpWorkers(concurrentLookUps);
  }

  /** As {@link LookUpWorkers#offer}. */
  boolean offerLookUp(Runnable work) {
    return lookUps.offer(work);
  }

  /** As {@link SignatureWorkers#offer}; a check may have met the crew that was just leaving. */
  boolean offer(Runnable work) {
    while (true) {
      Crew asked = crew;
      try {
        return asked.workers.offer(work);
      } catch (RejectedExecutionException e) {
        if (asked.equals(crew)) {
          throw e;
        }
      }
    }
  }

  /** Those who leave finish what they accepted. */
  void resize(OverloadConfig config) throws InterruptedException {
    Crew leaving = crew;
    if (leaving.threads != threads(config)) {
      crew = crew(threads(config));
      leaving.workers.stop();
    }
  }

  void stop() throws InterruptedException {
    crew.workers.stop();
  }

  private static Crew crew(int threads) {
    return new Crew(threads, new SignatureWorkers(threads));
  }

  private static int threads(OverloadConfig config) {
    return config.maxConcurrentVerifications().on(Runtime.getRuntime().availableProcessors());
  }
}
