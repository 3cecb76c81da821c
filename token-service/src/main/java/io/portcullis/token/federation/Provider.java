package io.portcullis.token.federation;

import io.portcullis.kit.config.Secret;
import java.net.URI;
import java.util.List;

/**
 * Another OpenID provider, as it knows us and we know it.
 *
 * @param id ours, in addresses
 * @param name by which users know it
 * @param issuer byte for byte its {@code iss}
 * @param redirectUri ours, for no other provider: an answer there is this one's (RFC 9700 section
 *     4.4.2)
 * @param clientId ours there
 * @param trustEmail whether an address that it has verified becomes its user's here
 */
public record Provider(
    String id,
    String name,
    URI issuer,
    URI redirectUri,
    String clientId,
    Secret clientSecret,
    List<String> scopes,
    boolean trustEmail) {
  public Provider {
    scopes = List.copyOf(scopes);
  }
}
