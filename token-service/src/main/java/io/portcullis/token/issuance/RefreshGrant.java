package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.session.PresentedToken;
import io.portcullis.token.session.RefreshRotation;
import io.portcullis.token.session.RefreshTerms;
import io.portcullis.token.session.RefreshToken;
import io.portcullis.token.session.RefusalReason;
import io.portcullis.token.session.RotationResult;
import io.portcullis.token.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  private final ClockGuard clockGuard;

  public RefreshGrant(
      ClientAuthenticator clients,
      RefreshRotation rotation,
      SessionJudge judge,
      SessionTokenMint mint,
      ClockGuard clockGuard) {
    this.clients = clients;
    this.rotation = rotation;
    this.judge = judge;
    this.mint = mint;
    this.clockGuard = clockGuard;
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
    return switch (rotation.read(request.refreshToken(), client.clientId(), arrival.millis())) {
      case PresentedToken.Refused _ -> new RefreshResult.InvalidGrant();
      case PresentedToken.Unavailable(Duration wait) -> new RefreshResult.Unavailable(wait);
      case PresentedToken.Genuine genuine ->
          judge
              .excess(genuine.session(), request.scopes(), request.resources())
              .orElseGet(() -> refresh(request, client, genuine, arrival));
    };
  }

  // Signed before the rotation is written: a token that could not be signed, a read that failed, or
  // a clock that the reads have just shown to be wrong must not use up what the client holds.
  // Whoever retries later than the grace would be a thief.
  private RefreshResult refresh(
      RefreshRequest request, Client client, PresentedToken.Genuine presented, Arrival arrival) {
    Session session = presented.session();
    Optional<Standing> standing = judge.standing(session);
    if (standing.isEmpty()) {
      return new RefreshResult.InvalidGrant();
    }
    IssuedTokens signed =
        mint.mint(
            client,
            new TokenHolder.User(session, request.client().boundTo(client)),
            granted(session, request.scopes()),
            arrival.issuedAtSeconds(),
            standing.get().key());
    if (!clockGuard.trusted()) {
      throw new StorageUnavailableException("this clock is not DynamoDB's");
    }
    return presented
        .current()
        .<RefreshResult>map(
            current -> new RefreshResult.Issued(signed.with(current), RefreshResult.Use.REPLAYED))
        .orElseGet(() -> rotate(request, client, signed, arrival));
  }

  private RefreshResult rotate(
      RefreshRequest request, Client client, IssuedTokens signed, Arrival arrival) {
    RefreshTerms terms =
        new RefreshTerms(
            client.clientId(),
            client.refresh().grace(),
            client.refresh().rotates(),
            arrival.millis());
    return switch (rotation.rotate(request.refreshToken(), terms)) {
      case RotationResult.Rotated(_, RefreshToken next) ->
          new RefreshResult.Issued(signed.with(next), RefreshResult.Use.ROTATED);
      case RotationResult.Kept(_, RefreshToken same) ->
          new RefreshResult.Issued(signed.with(same), RefreshResult.Use.KEPT);
      case RotationResult.Replayed(_, RefreshToken current) ->
          new RefreshResult.Issued(signed.with(current), RefreshResult.Use.REPLAYED);
      case RotationResult.Refused(RefusalReason reason) ->
          reason == RefusalReason.GENERATION_AHEAD
              ? new RefreshResult.AheadOfTable()
              : new RefreshResult.InvalidGrant();
      case RotationResult.Reused reused -> judge.endForReuse(reused);
      case RotationResult.Unavailable unavailable ->
          new RefreshResult.Unavailable(unavailable.retryAfter());
    };
  }

  private static List<String> granted(Session session, Set<String> wanted) {
    return wanted.isEmpty()
        ? session.scopes()
        : session.scopes().stream().filter(wanted::contains).toList();
  }
}
