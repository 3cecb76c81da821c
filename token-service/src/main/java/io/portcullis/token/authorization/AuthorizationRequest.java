package io.portcullis.token.authorization;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization request that may be answered: its client and redirect URI are registered, and
 * all it asks for may be asked for.
 *
 * @param redirectUri compared with the registered ones
 * @param scopes what is asked for, sorted, all registered for the client
 * @param audience {@code aud} of the access tokens: the resource that was named (RFC 8707), or the
 *     client's usual one
 * @param codeChallenge S256 (RFC 7636)
 * @param nonce comes back in the ID token
 * @param prompts what the user is to be asked
 * @param maxAge how long ago the user may have logged in, at most
 * @param hintedUser {@code sub} of the ID token that came as a hint
 */
public record AuthorizationRequest(
    String clientId,
    URI redirectUri,
    List<String> scopes,
    String audience,
    String codeChallenge,
    Optional<String> nonce,
    Set<Prompt> prompts,
    Optional<Duration> maxAge,
    Optional<String> hintedUser) {
  public AuthorizationRequest {
    scopes = List.copyOf(scopes);
    prompts = Set.copyOf(prompts);
  }

  public boolean asks(Prompt prompt) {
    return prompts.contains(prompt);
  }

  /** Whether the user must log in again: {@code max_age=0} says so, too. */
  public boolean asksAnew() {
    return asks(Prompt.LOGIN) || maxAge.filter(Duration::isZero).isPresent();
  }

  boolean asksOffline() {
    return scopes.contains("offline_access");
  }
}
