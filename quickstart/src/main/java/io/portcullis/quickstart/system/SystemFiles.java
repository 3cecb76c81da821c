package io.portcullis.quickstart.system;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files that the two servers read: configuration, keys and seed.
 *
 * @param extAuthz the ext-authz-server's configuration
 * @param tokenService the token service's configuration
 * @param seed the user and the client that exist from the start
 * @param signingKeys where the token service keeps its signing keys, made by itself
 */
public record SystemFiles(Path extAuthz, Path tokenService, Path seed, Path signingKeys) {
  static final String UPSTREAM_CALLBACK = "/callback";
  static final String SCOPES = "openid profile email offline_access read write pay";

  static SystemFiles write(
      PrivateFolder folder, SystemPlan plan, Credentials credentials, SecureRandom random) {
    Path hmac = folder.write("hmac.keys", Credentials.keyLine(random));
    Path refresh = folder.write("refresh.keys", Credentials.keyLine(random));
    Path admin = folder.write("admin.token", credentials.adminToken() + "\n");
    folder.willRemove("signing-keys.json");
    return new SystemFiles(
        folder.write("ext-authz.yaml", extAuthz(plan, hmac)),
        folder.write("token-service.yaml", tokenService(plan, hmac, refresh, admin, folder)),
        folder.write("seed.yaml", seed(plan.ports(), credentials)),
        folder.file("signing-keys.json"));
  }

  private static String extAuthz(SystemPlan plan, Path hmac) {
    Ports ports = plan.ports();
    return """
    listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
    issuers:
      - issuer: http://127.0.0.1:%5$d
        jwks: {uri: "http://127.0.0.1:%4$d/.well-known/jwks.json"}
        audiences: [api]
        algorithms: [ES256, Ed25519, RS256]
        minted_after_read: true
    revocation:
      mode: replica
      redis: {nodes: [%6$s]}
      hmac_key_file: %7$s
    %8$s
    """
        .formatted(
            ports.authz().grpc(),
            ports.authz().probes(),
            ports.authz().metrics(),
            ports.tokens().open(),
            ports.tokens().open(),
            redisUris(ports.redis()),
            hmac,
            plan.policies());
  }

  private static String tokenService(
      SystemPlan plan, Path hmac, Path refresh, Path admin, PrivateFolder folder) {
    Ports ports = plan.ports();
    return """
    listener: {public: "127.0.0.1:%d", admin: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
    issuer: http://127.0.0.1:%1$d
    dynamodb: {endpoint: "http://127.0.0.1:%5$d", region: local, table_prefix: demo-}
    redis: {nodes: [%6$s]}
    hmac_key_file: %7$s
    signing: {mode: local, key_file: %8$s, rs256: true}
    session: {key_file: %9$s}
    admin: {bootstrap_token_file: %10$s}
    # Everybody here has one address, one account and one credential.
    limits: {rate: {login_per_address: 0, login_per_user: 0, begin_per_address: 0, logout_per_address: 0, revoke_per_caller: 0}}
    """
        .formatted(
            ports.tokens().open(),
            ports.tokens().admin(),
            ports.tokens().probes(),
            ports.tokens().metrics(),
            ports.dynamoDb(),
            redisUris(ports.redis()),
            hmac,
            folder.file("signing-keys.json"),
            refresh,
            admin);
  }

  private static String seed(Ports ports, Credentials credentials) {
    return """
    users:
      - {email: %s, password: "%s"}
    clients:
      - client_id: %s
        client_secret: "%s"
        grant_types: [authorization_code, refresh_token, client_credentials]
        scopes: [%s]
        introspects: [api]
        redirect_uris: ["http://127.0.0.1:%d%s"]
        post_logout_redirect_uris: ["http://127.0.0.1:%6$d/"]
      - client_id: %3$s-rs256
        client_secret: "%4$s"
        grant_types: [client_credentials]
        scopes: [read]
        access_token_signed_response_alg: RS256
    """
        .formatted(
            credentials.email(),
            credentials.password(),
            credentials.clientId(),
            credentials.clientSecret(),
            SCOPES.replace(" ", ", "),
            ports.upstream(),
            UPSTREAM_CALLBACK);
  }

  private static String redisUris(List<Integer> ports) {
    return ports.stream()
        .map(port -> "\"redis://127.0.0.1:" + port + "\"")
        .collect(Collectors.joining(", "));
  }
}
