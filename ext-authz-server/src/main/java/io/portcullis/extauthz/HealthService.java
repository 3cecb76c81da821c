package io.portcullis.extauthz;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;

/**
 * The standard gRPC health service; it says the same as {@code /readyz}. Neither says yes before
 * Envoy's new connections come here: a predecessor is told to leave as soon as one of them does.
 */
final class HealthService {
  static final List<String> NAMES =
      List.of(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, "envoy.service.auth.v3.Authorization");

  private final HealthStatusManager health = new HealthStatusManager();
  private volatile TakeOver takeOver = () -> {};
  private volatile boolean serving;

  /** Makes Envoy's new connections come here; may wait. */
  interface TakeOver {
    void run() throws InterruptedException;
  }

  HealthService() {
    set(ServingStatus.NOT_SERVING);
  }

  BindableService service() {
    return health.getHealthService();
  }

  /** What {@code /readyz} waits for: these, and then that {@link #serving} was called. */
  List<String> waitingFor(List<String> others) {
    return others.isEmpty() && !serving ? List.of("the name of its socket") : others;
  }

  /** Has this done before it says "serving". */
  void beforeServing(TakeOver step) {
    takeOver = step;
  }

  void serving() throws InterruptedException {
    takeOver.run();
    set(ServingStatus.SERVING);
    serving = true;
  }

  /** Not serving, for good. */
  void leaving() {
    health.enterTerminalState();
  }

  private void set(ServingStatus status) {
    NAMES.forEach(name -> health.setStatus(name, status));
  }
}
