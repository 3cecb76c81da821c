package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.notBlank;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.required;
import static io.portcullis.kit.config.ConfigCheck.that;

import io.portcullis.kit.config.HttpsOrLoopback;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Another OpenID provider, whose client we are.
 *
 * @param id part of our callback's address, {@code <issuer>/oauth2/callback/<id>}
 * @param name what the button on the login page says
 * @param issuer its {@code iss}, byte for byte
 * @param clientId ours there
 * @param trustEmail whether its word is enough for who has an e-mail address
 */
public record ProviderConfig(
    String id,
    String name,
    URI issuer,
    String clientId,
    Path clientSecretFile,
    List<String> scopes,
    Boolean trustEmail) {
  private static final int MAX_NAME_CHARACTERS = 40;

  public ProviderConfig {
    that(required("id", id).matches("[a-z0-9-]{1,32}"), "id", "must be 1 to 32 of a-z, 0-9 and -");
    that(
        notBlank("name", name).length() <= MAX_NAME_CHARACTERS,
        "name",
        "must have " + MAX_NAME_CHARACTERS + " characters at most");
    that(
        HttpsOrLoopback.allows(required("issuer", issuer), false)
            && issuer.getRawQuery() == null
            && issuer.getRawFragment() == null
            && issuer.getRawUserInfo() == null,
        "issuer",
        "must be an https:// URL, http:// only with a loopback host, without query, fragment or user");
    notBlank("client_id", clientId);
    required("client_secret_file", clientSecretFile);
    trustEmail = or(trustEmail, false);
    scopes = or(scopes, trustEmail ? List.of("openid", "email") : List.of("openid"));
    that(scopes.contains("openid"), "scopes", "must contain openid");
  }
}
