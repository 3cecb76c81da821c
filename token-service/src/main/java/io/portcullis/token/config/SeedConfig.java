package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.or;

import java.util.List;

/** A seed file. */
public record SeedConfig(List<SeedUser> users, List<SeedClient> clients) {
  public SeedConfig {
    users = or(users, List.of());
    clients = or(clients, List.of());
  }
}
