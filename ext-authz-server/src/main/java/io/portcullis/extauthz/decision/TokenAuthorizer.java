package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.credential.Credential.Absent;
import io.portcullis.extauthz.credential.Credential.Bearer;
import io.portcullis.extauthz.credential.Credential.Malformed;
import io.portcullis.extauthz.credential.CredentialExtractor;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Decision.TokenSource;
import io.portcullis.extauthz.jwt.Confirmation;
import io.portcullis.extauthz.jwt.ProvenToken;
import io.portcullis.extauthz.jwt.TokenFault;
import io.portcullis.extauthz.jwt.TokenVerifier;
import io.portcullis.extauthz.jwt.Verification.Expired;
import io.portcullis.extauthz.jwt.Verification.Rejected;
import io.portcullis.extauthz.jwt.Verification.Verified;
import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.OutlivesLog;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The pipeline: credential, token, revocation, policy. Each step either denies or hands on what it
 * has proved, and one line at the very end says yes.
 */
public final class TokenAuthorizer implements Authorizer {
  private static final Caller ANONYMOUS = new Caller.Anonymous();

  private final Map<String, AccessPolicy> policies;
  private final CredentialExtractor credentials;
  private final TokenVerifier tokens;
  private final RevocationChecker revocations;

  /** Judges by these policies; a request that names another is denied. */
  public TokenAuthorizer(
      Collection<AccessPolicy> policies,
      CredentialExtractor credentials,
      TokenVerifier tokens,
      RevocationChecker revocations) {
    this.policies = new HashMap<>();
    for (AccessPolicy policy : policies) {
      this.policies.put(policy.name(), policy);
    }
    this.credentials = credentials;
    this.tokens = tokens;
    this.revocations = revocations;
  }

  @Override
  public Decision authorize(AuthorizationRequest request) {
    String name = request.policyName().isEmpty() ? AccessPolicy.DEFAULT_NAME : request.policyName();
    AccessPolicy policy = policies.get(name);
    if (policy == null) {
      // The client had no part in this name, so it is not blamed; metrics must not see it either.
      return new Denied("", DenyReason.POLICY_UNKNOWN, "", TokenSource.NONE);
    }
    if (!request.consistent()) {
      return Denied.of(policy, DenyReason.CREDENTIAL_MALFORMED, TokenSource.NONE);
    }
    return policy.anonymous()
        ? allow(policy, ANONYMOUS, TokenSource.NONE)
        : judgeCredential(policy, request);
  }

  private Decision judgeCredential(AccessPolicy policy, AuthorizationRequest request) {
    return switch (credentials.extract(request, policy.credentials())) {
      case Absent() -> Denied.of(policy, DenyReason.CREDENTIAL_MISSING, TokenSource.NONE);
      case Malformed() -> Denied.of(policy, DenyReason.CREDENTIAL_MALFORMED, TokenSource.NONE);
      case Bearer(String token) -> judgeToken(policy, token);
    };
  }

  private Decision judgeToken(AccessPolicy policy, String bearer) {
    return switch (tokens.verify(bearer)) {
      case Rejected(TokenFault fault) -> Denied.of(policy, reason(fault), TokenSource.NONE);
      case Expired(ProvenToken token, boolean cached) ->
          Denied.of(
              policy,
              PolicyRules.binds(policy.binding(), token)
                  ? DenyReason.TOKEN_EXPIRED
                  : DenyReason.TOKEN_INVALID,
              source(cached));
      case Verified(ProvenToken token, boolean cached) ->
          PolicyRules.binds(policy.binding(), token)
              ? judgeRevocation(policy, token, source(cached))
              : Denied.of(policy, DenyReason.TOKEN_INVALID, source(cached));
    };
  }

  private Decision judgeRevocation(AccessPolicy policy, ProvenToken token, TokenSource source) {
    return switch (revocations.check(token.token())) {
      case OutlivesLog() -> Denied.of(policy, DenyReason.TOKEN_INVALID, source);
      case Revoked revoked -> Denied.of(policy, DenyReason.TOKEN_REVOKED, source);
      case NotRevoked(long ageMillis) -> judgeGrant(policy, token, ageMillis, source);
    };
  }

  private static Decision judgeGrant(
      AccessPolicy policy, ProvenToken token, long ageMillis, TokenSource source) {
    if (token.confirmation() != Confirmation.NONE) {
      // No proof of possession is read, so that none can be right.
      return Denied.of(policy, proofReason(token.confirmation()), source);
    }
    if (!PolicyRules.grants(policy.requireScopes(), token)) {
      String scope = String.join(" ", policy.requireScopes());
      return new Denied(policy.name(), DenyReason.SCOPE_INSUFFICIENT, scope, source);
    }
    if (ageMillis > policy.maxStalenessMillis()) {
      return Denied.of(policy, staleReason(policy.onStale()), source);
    }
    return allow(policy, new Caller.Bearer(token, ageMillis), source);
  }

  private static Decision allow(AccessPolicy policy, Caller caller, TokenSource source) {
    return new Allowed(policy.name(), caller, source);
  }

  private static DenyReason reason(TokenFault fault) {
    return switch (fault) {
      case TOO_LONG,
          NOT_COMPACT,
          BAD_HEADER,
          BAD_CLAIMS,
          UNKNOWN_ISSUER,
          WRONG_TYPE,
          WRONG_AUDIENCE,
          NOT_YET_VALID,
          WRONG_ALGORITHM,
          UNKNOWN_KEY,
          BAD_SIGNATURE ->
          DenyReason.TOKEN_INVALID;
      case KEYS_UNAVAILABLE -> DenyReason.KEYS_UNAVAILABLE;
      case OVERLOADED -> DenyReason.OVERLOADED;
    };
  }

  private static DenyReason proofReason(Confirmation confirmation) {
    return confirmation == Confirmation.DPOP_KEY
        ? DenyReason.DPOP_PROOF_INVALID
        : DenyReason.PROOF_INVALID;
  }

  private static DenyReason staleReason(OnStale onStale) {
    return switch (onStale) {
      case UNAVAILABLE -> DenyReason.REVOCATION_STATE_STALE;
      case UNAUTHORIZED -> DenyReason.REVOCATION_STATE_STALE_UNAUTHORIZED;
    };
  }

  private static TokenSource source(boolean cached) {
    return cached ? TokenSource.CACHED : TokenSource.VERIFIED;
  }
}
