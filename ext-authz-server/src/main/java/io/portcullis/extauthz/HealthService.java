package io.portcullis.extauthz;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;

/** The standard gRPC health service; it says the same as {@code /readyz}. */
final class HealthService {
  static final List<String> NAMES =
      List.of(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, "envoy.service.auth.v3.Authorization");

  private final HealthStatusManager health = new HealthStatusManager();

  HealthService() {
    set(ServingStatus.NOT_SERVING);
  }

  BindableService service() {
    return health.getHealthService();
  }

  void serving() {
    set(ServingStatus.SERVING);
  }

  /** Not serving, for good. */
  void leaving() {
    health.enterTerminalState();
  }

  private void set(ServingStatus status) {
    NAMES.forEach(name -> health.setStatus(name, status));
  }
}
