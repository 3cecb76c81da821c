package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.session.RefreshRotation;
import io.portcullis.token.session.RefreshTerms;
import io.portcullis.token.session.RefreshToken;
import io.portcullis.token.session.RefusalReason;
import io.portcullis.token.session.RotationResult;
import io.portcullis.token.session.Session;
import java.util.List;
import java.util.Set;

/** The refresh grant (RFC 6749 section 6), over an idempotent rotation. */
public final class RefreshGrant {
  /** Its name among a client's grant types. */
  private static final String GRANT_TYPE = "refresh_token";

  /** Taken before anything is read. */
  private record Arrival(long millis, long issuedAtSeconds) {}

  private final ClientAuthenticator clients;
  private final RefreshRotation rotation;
  private final SessionJudge judge;
  private final SessionTokenMint mint;

  public RefreshGrant(
      ClientAuthenticator clients,
      RefreshRotation rotation,
      SessionJudge judge,
      SessionTokenMint mint) {
    this.clients = clients;
    this.rotation = rotation;
    this.judge = judge;
    this.mint = mint;
  }

  static boolean mayRefresh(Client client) {
    return client.grantTypes().contains(GRANT_TYPE);
  }

  RefreshResult refresh(RefreshRequest request) {
    Arrival arrival = new Arrival(rotation.nowMillis(), mint.issuedAtSeconds());
    return switch (clients.authenticate(request.client())) {
      case ClientAuthentication.Refused() -> new RefreshResult.InvalidClient();
      case ClientAuthentication.Authenticated(Client client) ->
          mayRefresh(client)
              ? refresh(request, client, arrival)
              : new RefreshResult.UnauthorizedClient();
    };
  }

  private RefreshResult refresh(RefreshRequest request, Client client, Arrival arrival) {
    // Before the rotation: a refused wish must not use up the token.
    return judge.excess(request).orElseGet(() -> rotate(request, client, arrival));
  }

  private RefreshResult rotate(RefreshRequest request, Client client, Arrival arrival) {
    RefreshTerms terms =
        new RefreshTerms(
            client.clientId(),
            client.refresh().grace(),
            client.refresh().rotates(),
            arrival.millis());
    return switch (rotation.rotate(request.refreshToken(), terms)) {
      case RotationResult.Rotated(Session session, RefreshToken next) ->
          issue(client, session, next, request, arrival.issuedAtSeconds(), false);
      case RotationResult.Kept(Session session, RefreshToken same) ->
          issue(client, session, same, request, arrival.issuedAtSeconds(), false);
      case RotationResult.Replayed(Session session, RefreshToken current) ->
          issue(client, session, current, request, arrival.issuedAtSeconds(), true);
      case RotationResult.Refused(RefusalReason reason) ->
          reason == RefusalReason.GENERATION_AHEAD
              ? new RefreshResult.AheadOfTable()
              : new RefreshResult.InvalidGrant();
      case RotationResult.Reused reused -> judge.endForReuse(reused);
      case RotationResult.Unavailable unavailable ->
          new RefreshResult.Unavailable(unavailable.retryAfter());
    };
  }

  private RefreshResult issue(
      Client client,
      Session session,
      RefreshToken refreshToken,
      RefreshRequest request,
      long issuedAtSeconds,
      boolean replayed) {
    List<String> scopes = granted(session, request.scopes());
    return judge
        .excess(session, request.scopes(), request.resources())
        .orElseGet(() ->
            judge
                .standing(session)
                .<RefreshResult>map(standing ->
                    new RefreshResult.Issued(
                        mint.mint(
                            client, session, scopes, refreshToken, issuedAtSeconds, standing.key()),
                        replayed))
                .orElseGet(RefreshResult.InvalidGrant::new));
  }

  private static List<String> granted(Session session, Set<String> wanted) {
    return wanted.isEmpty()
        ? session.scopes()
        : session.scopes().stream().filter(wanted::contains).toList();
  }
}
