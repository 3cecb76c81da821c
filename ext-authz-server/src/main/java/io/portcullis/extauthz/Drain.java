package io.portcullis.extauthz;

import io.portcullis.extauthz.config.DrainConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves without a failed request: says "not ready" first and goes on answering, so that Envoy and
 * the orchestrator look elsewhere; then finishes what is under way.
 */
record Drain(DrainConfig times, Readiness readiness, HealthService health, GrpcListener grpc) {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  void run() throws InterruptedException {
    readiness.drain();
    health.leaving();
    LOG.info("draining: answering for another {} ms", times.delay().toMillis());
    Thread.sleep(times.delay());
    boolean finished = grpc.stop(times.timeout());
    LOG.info(finished ? "drained" : "drained; some checks did not end in time");
  }
}
