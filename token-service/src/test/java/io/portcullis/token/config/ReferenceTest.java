package io.portcullis.token.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.config.ConfigAgreement;
import io.portcullis.kit.config.ConfigException;
import io.portcullis.kit.config.ConfigReader;
import io.portcullis.kit.config.ConfigSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceTest {
  private static final String TITLE = "Portcullis token service";
  private static final String MINIMAL =
      """
      issuer: https://auth.example.com
      redis: {nodes: ["redis://127.0.0.1:7000"]}
      hmac_key_file: hmac.keys
      """;

  @Test
  void referenceSchemaAndRecordsAgree() throws IOException {
    assertThat(
            ConfigAgreement.disagreements(
                TokenServiceConfig.class, read("reference.yaml"), read("schema.json"), TITLE))
        .isEmpty();
  }

  @Test
  void theReferenceShowsTheDefaults() throws Exception {
    TokenServiceConfig reference = parse(read("reference.yaml"));
    TokenServiceConfig defaults = parse(MINIMAL);

    assertThat(reference.listener()).isEqualTo(defaults.listener());
    assertThat(reference.dynamodb()).isEqualTo(defaults.dynamodb());
    assertThat(reference.signing()).isEqualTo(defaults.signing());
    assertThat(reference.tokens()).isEqualTo(defaults.tokens());
    assertThat(reference.session()).isEqualTo(defaults.session());
    assertThat(reference.clients()).isEqualTo(defaults.clients());
    assertThat(reference.backchannelLogout()).isEqualTo(defaults.backchannelLogout());
    assertThat(reference.login()).isEqualTo(defaults.login());
    assertThat(reference.limits()).isEqualTo(defaults.limits());
    assertThat(reference.nearCache()).isEqualTo(defaults.nearCache());
    assertThat(reference.clockError()).isEqualTo(defaults.clockError());
    assertThat(reference.shards()).isEqualTo(defaults.shards());
    assertThat(reference.home()).isEqualTo(defaults.home());
    assertThat(reference.otherHomes()).isEqualTo(defaults.otherHomes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          issuer: http://auth.example.com   | issuer: must be an https:// URL, not http://auth.example.com; http:// only with a loopback host, or where listener.tls.terminated_by is nobody
          listener: {public: 0.0.0.0:8081}  | listener.public: 0.0.0.0:8081 is open to others, who would send passwords and tokens in the clear: give tls a certificate_file and key_file, or set tls.terminated_by to proxy
          listener: {public: "[::]:8081"}   | listener.public: [::]:8081 is open to others
          listener: {public: "auth.example:8081"} | listener.public: auth.example:8081 is open to others
          listener: {tls: {key_file: k}}    | listener.tls.certificate_file: is required beside key_file
          listener: {tls: {certificate_file: c}} | listener.tls.key_file: is required beside certificate_file
          listener: {tls: {certificate_file: c, key_file: k, terminated_by: nobody}} | listener.tls.terminated_by: cannot be nobody
          listener: {tls: {min_version: TLSv1.1}} | allowed: TLSv1.2, TLSv1.3
          listener: {client_certificate: {from: tls}} | listener.client_certificate.from: can be tls only where this listener speaks TLS
          listener: {client_certificate: {from: xfcc}} | listener.client_certificate.proxies: must name your own proxies
          listener: {client_certificate: {from: xfcc, proxies: [10.0.0.0/33]}} | is no address or network; write it like 10.0.0.0/8
          listener: {client_certificate: {proxies: [10.0.0.0/8]}} | listener.client_certificate.proxies: is only for from: xfcc
          listener: {client_certificate: {ca_file: ca}} | listener.client_certificate.ca_file: is only for from: tls
          issuer: https://a/?q=1            | issuer: must have no query
          issuer: https://a/b/              | issuer: must not end with a slash
          listener: {publik: 127.0.0.1:1}   | listener.publik: unknown key
          tokens: {access_life: 16m}        | tokens.access_life: 16m is out of range
          session: {refresh_grace: 61s}     | session.refresh_grace: 61s is out of range
          session: {withdrawn_keys: ["a b"]} | session.withdrawn_keys: 'a b' is no id of a key: 1 to 16 of A-Z, a-z, 0-9, _ and -
          session: {idle: 721h}             | session.idle: 721h is out of range
          shards: 0                         | shards: 0 is out of range
          login: {providers: [{}]}          | login.providers[0].id: is required
          login: {providers: [{id: A}]}     | login.providers[0].id: must be 1 to 32 of a-z, 0-9 and -
          login: {providers: [{id: a, name: " "}]} | login.providers[0].name: must not be empty
          login: {providers: [{id: a, name: A, issuer: "http://a.example"}]} | login.providers[0].issuer: must be an https:// URL
          login: {providers: [{id: a, name: A, issuer: "https://a", client_id: c}]} | login.providers[0].client_secret_file: is required
          login: {providers: [{id: a, name: A, issuer: "https://a", client_id: c, client_secret_file: s, scopes: [email]}]} | login.providers[0].scopes: must contain openid
          login: {providers: [{id: a, name: A, issuer: "https://a", client_id: c, client_secret_file: s}, {id: a, name: B, issuer: "https://b", client_id: c, client_secret_file: s}]} | login.providers[1].id: is another provider's, too
          login: {providers: [{id: a, name: A, issuer: "https://a", client_id: c, client_secret_file: s}, {id: b, name: B, issuer: "https://a", client_id: c, client_secret_file: s}]} | login.providers[1].issuer: is another provider's, too
          login: {provider_timeout: 31s}    | login.provider_timeout: 31s is out of range
          home: Europe                      | home: must be 1 to 32 of a-z
          other_homes: {local: https://b}   | other_homes.local: is this region itself
          other_homes: {us: "https://auth.example.com"} | other_homes.us: must not be this region's own issuer
          other_homes: {us: https://b, ap: https://b} | is the issuer of another region, too
          near_cache: {clean_up: 1s}        | near_cache.clean_up: 1s is out of range
          signing: {mode: pkcs11}           | is not allowed; allowed: local, kms-wrapped, kms-direct
          signing: {mode: kms-wrapped}      | signing.kms.key_id: must name the key in KMS
          signing: {mode: kms-direct, algorithm: Ed25519} | signing.algorithm: must be ES256 where KMS signs
          signing: {mode: kms-direct}       | session.key_file: must be named where instances share
          signing: {kms: {endpoint: "http://kms.example.com"}} | signing.kms.endpoint: must be an https:// URL
          signing: {algorithm: RS256}       | allowed: ES256, Ed25519
          signing: {rotation: {publish_ahead: 9m}} | signing.rotation.publish_ahead: must be at least twice jwks_max_age
          signing: {rotation: {every: 14m}} | signing.rotation.every: must be 0s, or at least publish_ahead
          signing: {kms: {signatures_per_second: 0}} | signing.kms.signatures_per_second: 0 is out of range
          signing: {jwks_max_age: 999ms}    | signing.jwks_max_age: 999ms is out of range
          limits: {rate: {login_per_user: -1}} | limits.rate.login_per_user: -1 is out of range
          backchannel_logout: {timeout: 31s} | backchannel_logout.timeout: 31s is out of range
          backchannel_logout: {attempts: 0} | backchannel_logout.attempts: 0 is out of range
          limits: {rate: {login_per_user: 4}} | limits.rate.login_per_user: 4 must be 0, or at least login_per_address, 5
          limits: {login_delay: {free_per_user: 0}} | limits.login_delay.free_per_user: 0 is out of range
          limits: {login_delay: {longest: 61m}} | limits.login_delay.longest: 61m is out of range
          limits: {login_delay: {first: 16m}} | limits.login_delay.longest: must be at least first
          limits: {body_bytes: 1KiB}        | limits.body_bytes: 1KiB is out of range
          """)
  void refusesWhatCannotWork(String line, String sentence) {
    String key = line.substring(0, line.indexOf(':') + 1);
    String others =
        MINIMAL.lines().filter(other -> !other.startsWith(key)).reduce("", (a, b) -> a + b + "\n");

    assertThatThrownBy(() -> parse(others + line + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://auth.example.com     | must be an https:// URL
          http://127.0.0.1.example    | must be an https:// URL
          ftp://127.0.0.1             | must be an https:// URL
          https://a/?q=1              | must have no query
          https://a?                  | must have no query
          https://a#f                 | must have no query, fragment
          https://me@a                | must have no query, fragment or user
          """)
  void rfc8414Section2AnIssuerIsHttpsWithoutQueryAndFragment(String issuer, String sentence) {
    assertThatThrownBy(() -> parse(MINIMAL.replace("https://auth.example.com", issuer)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("issuer: " + sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://A.example:8443/Auth%2fx", "http://127.0.0.1:8081", "http://[::1]"})
  void rfc8414Section2AnIssuerIsKeptByteForByte(String issuer) throws Exception {
    assertThat(parse(MINIMAL.replace("https://auth.example.com", issuer)).issuer())
        .hasToString(issuer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listener: {public: \"0.0.0.0:8081\", tls: {certificate_file: c, key_file: k}}",
        "listener: {public: \"0.0.0.0:8081\", tls: {terminated_by: proxy}}",
        "listener: {public: \"0.0.0.0:8081\", tls: {terminated_by: nobody}}",
        "listener: {public: \"localhost:8081\"}",
        "listener: {public: \"[::1]:8081\"}"
      })
  void rfc9700Section26TakesAPublicAddressThatIsOpenOnPurpose(String line) throws ConfigException {
    assertThat(parse(MINIMAL + line + "\n").listener().publicApi().port()).isEqualTo(8081);
  }

  @Test
  void theEnvironmentNamesThePublicAddress() throws ConfigException {
    Map<String, String> environment = Map.of("PORTCULLIS_LISTENER_PUBLIC", "127.0.0.1:18081");

    assertThat(
            ConfigReader.parse(TokenServiceConfig.class, "test.yaml", MINIMAL, environment)
                .config()
                .listener()
                .publicApi()
                .port())
        .isEqualTo(18081);
  }

  @Test
  void takesAnIssuerInTheClearOnPurpose() throws ConfigException {
    String line = "listener: {tls: {terminated_by: nobody}}\n";

    assertThat(parse(MINIMAL.replace("https:", "http:") + line).issuer().getScheme())
        .isEqualTo("http");
  }

  @Test
  void namesEveryRequiredKeyThatIsMissing() {
    assertThatThrownBy(() -> parse("shards: 4\n"))
        .hasMessageContaining("issuer")
        .hasMessageContaining("redis")
        .hasMessageContaining("hmac_key_file");
  }

  private static TokenServiceConfig parse(String text) throws ConfigException {
    return ConfigReader.parse(TokenServiceConfig.class, "test.yaml", text, Map.of()).config();
  }

  // -Dportcullis.writeSchema=true writes the schema anew after a change of the records.
  private static String read(String name) throws IOException {
    Path file = Path.of(name);
    if (name.equals("schema.json") && Boolean.getBoolean("portcullis.writeSchema")) {
      Files.writeString(file, ConfigSchema.of(TokenServiceConfig.class, TITLE));
    }
    return Files.readString(file);
  }
}
