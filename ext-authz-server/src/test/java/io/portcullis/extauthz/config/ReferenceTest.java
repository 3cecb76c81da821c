package io.portcullis.extauthz.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.config.ConfigAgreement;
import io.portcullis.kit.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReferenceTest {
  private static final String TITLE = "Portcullis ext_authz server";
  private static final Path MODULE =
      Path.of(System.getProperty("portcullis.root", ".."), "ext-authz-server");
  private static final Path REFERENCE = MODULE.resolve("reference.yaml");
  private static final Path SCHEMA = MODULE.resolve("config.schema.json");

  @Test
  void referenceSchemaAndRecordsAgreeBothWays() throws Exception {
    assertThat(
            ConfigAgreement.disagreements(
                ServerConfig.class, Files.readString(REFERENCE), Files.readString(SCHEMA), TITLE))
        .isEmpty();
  }

  @Test
  void referenceShowsTheDefaults() throws Exception {
    String least =
        """
        issuers:
          - issuer: https://auth.example.com
            jwks: {uri: https://auth.example.com/.well-known/jwks.json}
            audiences: [api]
        revocation:
          redis: {nodes: ["redis://127.0.0.1:7000"]}
          hmac_key_file: /etc/portcullis/hmac.keys
        """;
    ServerConfig byDefault =
        ConfigReader.parse(ServerConfig.class, "least.yaml", least, Map.of()).config();
    ServerConfig shown = ConfigReader.read(ServerConfig.class, REFERENCE, Map.of());
    assertThat(shown).isEqualTo(byDefault);
  }
}
