package io.portcullis.token.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.kit.config.Secret;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.signing.KeyRotation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The listener for operators. */
public final class AdminApi {
  private final Routes routes = new Routes();
  private final AdminAuthentication authentication;

  /**
   * @param issuers whose tokens may be revoked here
   * @param bootstrapToken opaque credential; nothing lets nobody in
   */
  public AdminApi(
      OwnedIssuers issuers,
      Revocations revocations,
      Optional<Secret> bootstrapToken,
      RateLimits limits) {
    authentication = new AdminAuthentication(bootstrapToken);
    routes.post(
        "/admin/v1/revocations",
        authentication.guarding(
            new RevocationsEndpoint(revocations, new RevocationOrders(issuers), limits)));
    String openApi = openApi();
    routes.get("/openapi.yaml", call -> Reply.of(200, "application/yaml", openApi));
  }

  /** Adds the signing keys. */
  public AdminApi keys(KeyRotation rotation) {
    KeysEndpoint keys = new KeysEndpoint(rotation);
    routes.get("/admin/v1/keys", authentication.guarding(call -> keys.list()));
    routes.post("/admin/v1/keys/rotate", authentication.guarding(keys::rotate));
    return this;
  }

  public Routes routes() {
    return routes;
  }

  private static String openApi() {
    try (InputStream file = AdminApi.class.getResourceAsStream("openapi.yaml")) {
      if (file == null) {
        throw new IllegalStateException("openapi.yaml is not in the jar");
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("openapi.yaml cannot be read from the jar", e);
    }
  }
}
