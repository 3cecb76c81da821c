package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.credential.Credential.Absent;
import io.portcullis.extauthz.credential.Credential.Bearer;
import io.portcullis.extauthz.credential.Credential.Malformed;
import io.portcullis.extauthz.credential.Credential.PeerCertificate;
import io.portcullis.extauthz.credential.CredentialExtractor;
import io.portcullis.extauthz.credential.SpiffeId;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Decision.TokenSource;
import io.portcullis.extauthz.decision.Judgement.Unfinished;
import io.portcullis.extauthz.decision.Judgement.Work;
import io.portcullis.extauthz.jwt.Confirmation;
import io.portcullis.extauthz.jwt.ProvenToken;
import io.portcullis.extauthz.jwt.TokenFault;
import io.portcullis.extauthz.jwt.TokenInQuestion;
import io.portcullis.extauthz.jwt.TokenVerifier;
import io.portcullis.extauthz.jwt.Verification;
import io.portcullis.extauthz.jwt.Verification.Expired;
import io.portcullis.extauthz.jwt.Verification.Rejected;
import io.portcullis.extauthz.jwt.Verification.Unproven;
import io.portcullis.extauthz.jwt.Verification.Verified;
import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.extauthz.request.Octets;
import io.portcullis.extauthz.revocation.RevocationChecker;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.OutlivesLog;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Unasked;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline: credential, token, revocation, policy. Each step either denies or hands on what it
 * has proved, and one line at the very end says yes.
 */
public final class TokenAuthorizer implements Authorizer {
  private static final Caller ANONYMOUS = new Caller.Anonymous();
  private static final NotRevoked UNPROVED = new NotRevoked(Long.MAX_VALUE);

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
  public Judgement authorize(AuthorizationRequest request) {
    Octets name = request.policyName();
    AccessPolicy policy = policies.get(name.isEmpty() ? AccessPolicy.DEFAULT_NAME : name.text());
    if (policy == null) {
      // The client had no part in this name, so it is not blamed; metrics must not see it either.
      return Denied.of("", DenyReason.POLICY_UNKNOWN);
    }
    return switch (policy.mode()) {
      case ENFORCED -> judge(policy, request);
      case SHADOW -> onlyObserved(policy, judge(policy, request));
      case CLOSED -> Denied.of(policy.name(), DenyReason.POLICY_CLOSED);
    };
  }

  private Judgement judge(AccessPolicy policy, AuthorizationRequest request) {
    if (!request.consistent()) {
      return Denied.of(policy.name(), DenyReason.CREDENTIAL_MALFORMED);
    }
    return policy.anonymous()
        ? allow(policy, ANONYMOUS, TokenSource.NONE, null)
        : judgeCredential(policy, request);
  }

  private Judgement judgeCredential(AccessPolicy policy, AuthorizationRequest request) {
    return switch (credentials.extract(request, policy.credentials())) {
      case Absent() -> Denied.of(policy.name(), DenyReason.CREDENTIAL_MISSING);
      case Malformed() -> Denied.of(policy.name(), DenyReason.CREDENTIAL_MALFORMED);
      case Bearer(Octets token) ->
          judgeToken(policy, tokens.verify(token.array(), token.from(), token.to()));
      case PeerCertificate(SpiffeId id) -> judgeWorkload(policy, id);
    };
  }

  /**
   * A certificate has no session, tenant or scope, so a policy that asks for one denies it; nor is
   * it in the revocation log: who issued it takes it back.
   */
  private static Decision judgeWorkload(AccessPolicy policy, SpiffeId id) {
    Caller.Workload workload = new Caller.Workload(id);
    if (!PolicyRules.binds(policy.binding(), workload)) {
      return Denied.of(policy.name(), DenyReason.TOKEN_INVALID);
    }
    return policy.requireScopes().isEmpty()
        ? allow(policy, workload, TokenSource.NONE, null)
        : lacksScope(policy, TokenSource.NONE, workload);
  }

  private Judgement judgeToken(AccessPolicy policy, Verification verification) {
    return switch (verification) {
      case Unproven(TokenInQuestion token) ->
          new Unfinished(
              Work.SIGNATURE,
              () -> judgeProof(policy, token.verify()),
              () -> Denied.of(policy.name(), DenyReason.OVERLOADED));
      case Rejected _, Expired _, Verified _ -> judgeProof(policy, verification);
    };
  }

  private Judgement judgeProof(AccessPolicy policy, Verification verification) {
    return switch (verification) {
      case Rejected(TokenFault fault) -> Denied.of(policy.name(), reason(fault));
      case Expired(ProvenToken token, boolean cached) ->
          denied(
              policy,
              PolicyRules.binds(policy.binding(), token)
                  ? DenyReason.TOKEN_EXPIRED
                  : DenyReason.TOKEN_INVALID,
              token,
              source(cached));
      case Verified(ProvenToken token, boolean cached) ->
          PolicyRules.binds(policy.binding(), token)
              ? judgeRevocation(policy, token, cached)
              : denied(policy, DenyReason.TOKEN_INVALID, token, source(cached));
      case Unproven _ -> throw new IllegalStateException("a verified token is not in question");
    };
  }

  private Judgement judgeRevocation(AccessPolicy policy, ProvenToken token, boolean cached) {
    return switch (revocations.check(token.token())) {
      case Known known -> judgeKnown(policy, token, known, source(cached));
      case Unasked(Supplier<Optional<Known>> ask, Supplier<Known> unanswered) -> {
        Supplier<Decision> unasked =
            () -> judgeUnasked(policy, token, unanswered.get(), source(cached));
        yield new Unfinished(
            Work.LOOK_UP,
            () ->
                ask.get()
                    .map(known -> judgeAnswered(policy, token, known, cached))
                    .orElseGet(unasked),
            unasked);
      }
    };
  }

  /** The wait for the answer may have outlasted the token, so its claims are judged once more. */
  private Decision judgeAnswered(
      AccessPolicy policy, ProvenToken token, Known known, boolean cached) {
    return switch (tokens.judgeAgain(token, cached)) {
      case Verified _ -> judgeKnown(policy, token, known, source(cached));
      case Expired _ -> denied(policy, DenyReason.TOKEN_EXPIRED, token, source(cached));
      case Rejected(TokenFault fault) -> Denied.of(policy.name(), reason(fault));
      case Unproven _ -> throw new IllegalStateException("a verified token is not in question");
    };
  }

  /** Who would be refused for want of an answer that we have no time to fetch may come again. */
  private static Decision judgeUnasked(
      AccessPolicy policy, ProvenToken token, Known known, TokenSource source) {
    Decision decision = judgeKnown(policy, token, known, source);
    return lacksAnswer(decision, known)
        ? denied(policy, DenyReason.OVERLOADED, token, source)
        : decision;
  }

  private static boolean lacksAnswer(Decision decision, Known known) {
    return switch (decision) {
      // Unlimited speaks of a Redis that does not answer, not of a question that was not asked:
      // otherwise who fills the places has everybody's revoked tokens pass.
      case Allowed _ -> known.equals(UNPROVED);
      case Denied denied ->
          denied.reason() == DenyReason.REVOCATION_STATE_STALE
              || denied.reason() == DenyReason.REVOCATION_STATE_STALE_UNAUTHORIZED;
    };
  }

  private static Decision judgeKnown(
      AccessPolicy policy, ProvenToken token, Known known, TokenSource source) {
    return switch (known) {
      case OutlivesLog() -> denied(policy, DenyReason.TOKEN_INVALID, token, source);
      case Revoked _ -> denied(policy, DenyReason.TOKEN_REVOKED, token, source);
      case NotRevoked(long ageMillis) -> judgeGrant(policy, token, ageMillis, source);
    };
  }

  private static Decision judgeGrant(
      AccessPolicy policy, ProvenToken token, long ageMillis, TokenSource source) {
    if (token.confirmation() != Confirmation.NONE) {
      // No proof of possession is read, so that none can be right.
      return denied(policy, proofReason(token.confirmation()), token, source);
    }
    if (!PolicyRules.grants(policy.requireScopes(), token)) {
      return lacksScope(policy, source, new Caller.Bearer(token, ageMillis));
    }
    if (ageMillis > policy.maxStalenessMillis()) {
      Caller caller = new Caller.Bearer(token, ageMillis);
      return new Denied(policy.name(), staleReason(policy.onStale()), "", source, caller);
    }
    return allow(policy, new Caller.Bearer(token, ageMillis), source, null);
  }

  /** In shadow mode a denial becomes a yes that says nothing of the caller. */
  private static Judgement onlyObserved(AccessPolicy policy, Judgement judgement) {
    return switch (judgement) {
      case Decision decision -> onlyObserved(policy, decision);
      case Unfinished unfinished -> unfinished.andThen(decision -> onlyObserved(policy, decision));
    };
  }

  private static Decision onlyObserved(AccessPolicy policy, Decision decision) {
    return switch (decision) {
      case Allowed allowed -> allowed;
      case Denied denied -> allow(policy, ANONYMOUS, denied.source(), denied);
    };
  }

  private static Decision allow(
      AccessPolicy policy, Caller caller, TokenSource source, @Nullable Denied shadowed) {
    return new Allowed(policy.name(), caller, source, shadowed);
  }

  private static Decision lacksScope(AccessPolicy policy, TokenSource source, Caller caller) {
    String scope = String.join(" ", policy.requireScopes());
    return new Denied(policy.name(), DenyReason.SCOPE_INSUFFICIENT, scope, source, caller);
  }

  private static Decision denied(
      AccessPolicy policy, DenyReason reason, ProvenToken token, TokenSource source) {
    Caller caller = new Caller.Bearer(token, Long.MAX_VALUE);
    return new Denied(policy.name(), reason, "", source, caller);
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
