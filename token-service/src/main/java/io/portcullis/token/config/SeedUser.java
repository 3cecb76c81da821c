package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.notBlank;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.required;

import io.portcullis.kit.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A user to add.
 *
 * @param userId random without it
 */
public record SeedUser(String email, Secret password, @Nullable String userId, String tenant) {
  public SeedUser {
    notBlank("email", email);
    required("password", password);
    tenant = or(tenant, "default");
  }

  @Override
  public String toString() {
    return "SeedUser";
  }
}
