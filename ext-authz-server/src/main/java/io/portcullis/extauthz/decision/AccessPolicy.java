package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.credential.CredentialKind;
import java.util.List;
import java.util.Set;

/**
 * What a route asks of its callers.
 *
 * @param name as routes name it
 * @param anonymous whether everybody passes; credentials are then ignored, not judged
 * @param credentials the kinds of credential that count
 * @param requireScopes all of them must be granted
 * @param binding what else a token must say
 * @param maxStalenessMillis how old the revocation state may be; {@link #UNLIMITED} for any age
 * @param onStale the answer beyond that
 * @param mode whether its denials hold
 */
public record AccessPolicy(
    String name,
    boolean anonymous,
    Set<CredentialKind> credentials,
    List<String> requireScopes,
    Binding binding,
    long maxStalenessMillis,
    OnStale onStale,
    EnforcementMode mode) {
  /** The name of the policy of routes that name none. */
  public static final String DEFAULT_NAME = "default";

  /** Passes at any age of the revocation state, also before there was any. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Copies the collections. */
  public AccessPolicy {
    credentials = Set.copyOf(credentials);
    requireScopes = List.copyOf(requireScopes);
  }

  /**
   * What a token must say to be one for this route, whatever its scopes.
   *
   * @param audiences one of them must be in {@code aud}; empty if the issuer's own will do
   * @param tenant must be the token's tenant; empty for any
   * @param requireClaims must all be there
   */
  public record Binding(List<String> audiences, String tenant, List<IdentityClaim> requireClaims) {
    /** No demand beyond the issuer's. */
    public static final Binding NONE = new Binding(List.of(), "", List.of());

    /** Copies the collections. */
    public Binding {
      audiences = List.copyOf(audiences);
      requireClaims = List.copyOf(requireClaims);
    }
  }
}
