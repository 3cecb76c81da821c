package io.portcullis.token.authorization;

import io.portcullis.token.account.User;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.client.Client;
import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.RevocationCutoffs;
import io.portcullis.token.session.Device;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Decides authorization requests. A login counts only while its user is active and has not ended it
 * with all others, and no revocation of user or tenant covers it, read strongly each time.
 */
public final class Authorizations {
  /** The standard recommends ten minutes at most (RFC 6749 section 4.1.2). */
  static final Duration CODE_LIFE = Duration.ofSeconds(60);

  private static final char SEPARATOR = '.';

  /** What the room keeps. */
  public record Stores(BrowserLogins logins, Consents consents, AuthorizationCodes codes) {}

  private final Stores stores;
  private final UserStore users;
  private final RevocationCutoffs cutoffs;
  private final RandomIds ids;
  private final InstantSource clock;
  private final ClockGuard clockGuard;

  public Authorizations(
      Stores stores,
      UserStore users,
      RevocationCutoffs cutoffs,
      RandomIds ids,
      InstantSource clock,
      ClockGuard clockGuard) {
    this.stores = stores;
    this.users = users;
    this.cutoffs = cutoffs;
    this.ids = ids;
    this.clock = clock;
    this.clockGuard = clockGuard;
  }

  /** A login, and what its cookie holds, of which only a hash is kept. */
  public record LoggedIn(BrowserLogin login, String cookie) {
    @Override
    public String toString() {
      return "LoggedIn[" + login + "]";
    }
  }

  /**
   * Logs a user in who has proved who they are.
   *
   * @param how and when
   * @param former the login of the same user in this browser, which then goes on
   */
  public LoggedIn logIn(
      User user, Authentication how, Duration life, Optional<BrowserLogin> former) {
    long now = clock.millis();
    long start = cutoffs.read(user.tenant(), user.userId(), "", "").sessionStart(now);
    String secret = ids.secret();
    BrowserLogin login =
        new BrowserLogin(
            former.map(BrowserLogin::id).orElseGet(ids::name),
            RandomIds.hash(secret),
            user.tenant(),
            user.userId(),
            how.amr(),
            former.map(BrowserLogin::epoch).orElse(user.loginEpoch().number()),
            former.map(BrowserLogin::startMillis).orElse(start),
            how.atMillis(now),
            now,
            now + life.toMillis(),
            false,
            former.map(BrowserLogin::sids).orElseGet(List::of));
    trustClock();
    if (former.isEmpty()) {
      stores.logins().add(login);
    } else if (!stores.logins().renew(login)) {
      return logIn(user, how, life, Optional.empty());
    }
    return new LoggedIn(login, login.id() + SEPARATOR + secret);
  }

  /** The login that a cookie stands for, if it still counts. */
  public Optional<BrowserLogin> login(Optional<String> cookie) {
    return evenOver(cookie)
        .filter(login -> login.expiryMillis() > clock.millis())
        .filter(this::mayGoOn);
  }

  /** Whether a login that may have expired could be gone on with by its user's password. */
  public boolean mayGoOn(BrowserLogin login) {
    return !login.ended()
        && users.find(login.tenant(), login.userId()).filter(login::isOpenTo).isPresent()
        && !isCovered(login);
  }

  /** The login that a cookie stands for, be it over or not: its sessions may live. */
  public Optional<BrowserLogin> evenOver(Optional<String> cookie) {
    return cookie.flatMap(this::known);
  }

  private boolean isCovered(BrowserLogin login) {
    return cutoffs.read(login.tenant(), login.userId(), "", "").cover(login.startMillis());
  }

  private Optional<BrowserLogin> known(String cookie) {
    int end = cookie.indexOf(SEPARATOR);
    if (end <= 0) {
      return Optional.empty();
    }
    String hash = RandomIds.hash(cookie.substring(end + 1));
    return stores
        .logins()
        .findEvenOver(cookie.substring(0, end))
        .filter(login -> login.secretHash().equals(hash));
  }

  /**
   * Decides a request.
   *
   * @param login who is logged in in this browser
   * @param device this browser
   * @param begun the interaction in which the user was asked, if there was one
   */
  public AuthorizationDecision decide(
      AuthorizationRequest request,
      Client client,
      Optional<BrowserLogin> login,
      Device device,
      Optional<Interaction> begun) {
    if (login.isEmpty() || !suffices(request, login.get(), begun)) {
      return new AuthorizationDecision.LoginNeeded();
    }
    return request.asks(Prompt.CONSENT) || !hasAgreed(request, client, login.get())
        ? new AuthorizationDecision.ConsentNeeded(login.get())
        : grant(request, login.get(), device);
  }

  // An untrusted clock would start a login or a code after revocations that are still to come.
  private void trustClock() {
    if (!clockGuard.trusted()) {
      throw new StorageUnavailableException("the clock is not trusted");
    }
  }

  /** The user agrees: that is remembered, and the code issued, unless a login is needed first. */
  public AuthorizationDecision agree(
      AuthorizationRequest request,
      Optional<BrowserLogin> login,
      Device device,
      Interaction begun) {
    if (login.isEmpty() || !suffices(request, login.get(), Optional.of(begun))) {
      return new AuthorizationDecision.LoginNeeded();
    }
    BrowserLogin who = login.get();
    stores.consents().add(consentKey(request, who), request.scopes());
    return grant(request, who, device);
  }

  // OIDC Core section 3.1.2.1. Who has logged in since the interaction began has done what was
  // asked
  // for; a time that nobody knows is no answer to who asks for one.
  private boolean suffices(
      AuthorizationRequest request, BrowserLogin login, Optional<Interaction> begun) {
    if (request.hintedUser().filter(user -> !user.equals(login.userId())).isPresent()) {
      return false;
    }
    boolean chosen = begun.filter(i -> login.loggedInAtMillis() >= i.startedAtMillis()).isPresent();
    if (request.asks(Prompt.SELECT_ACCOUNT) && !chosen) {
      return false;
    }
    return begun.filter(i -> login.isProvenSince(i.startedAtMillis())).isPresent()
        || (!request.asksAnew() && request.maxAge().filter(age -> isOlder(login, age)).isEmpty());
  }

  private boolean isOlder(BrowserLogin login, Duration maxAge) {
    return !login.isProvenSince(clock.millis() - maxAge.toMillis());
  }

  // Our own apps need no consent but for access while the user is away (OIDC Core section 11).
  private boolean hasAgreed(AuthorizationRequest request, Client client, BrowserLogin login) {
    // RFC 8252 8.6: whatever else runs on the device can ask as such a client.
    boolean anybodys = !client.confidential() && !"https".equals(request.redirectUri().getScheme());
    if (anybodys) {
      return false;
    }
    return (client.firstParty() && !request.asksOffline())
        || stores.consents().scopes(consentKey(request, login)).containsAll(request.scopes());
  }

  private static ConsentKey consentKey(AuthorizationRequest request, BrowserLogin login) {
    return new ConsentKey(login.tenant(), login.userId(), request.clientId(), request.audience());
  }

  private AuthorizationDecision grant(
      AuthorizationRequest request, BrowserLogin login, Device device) {
    // A start of its own, for a revocation of the client ends no login. It is read before the login
    // is compared again: a revocation in between is seen there, a later one covers this start.
    long start =
        cutoffs
            .read(login.tenant(), login.userId(), request.clientId(), "")
            .sessionStart(clock.millis());
    if (isCovered(login)) {
      return new AuthorizationDecision.LoginNeeded();
    }
    trustClock();
    String code = ids.secret();
    stores
        .codes()
        .add(
            new AuthorizationCode(
                RandomIds.hash(code),
                request.clientId(),
                request.redirectUri(),
                login.tenant(),
                login.userId(),
                login.id(),
                request.scopes(),
                request.audience(),
                request.codeChallenge(),
                request.nonce(),
                login.amr(),
                start,
                login.authenticatedAtMillis(),
                clock.millis() + CODE_LIFE.toMillis(),
                device,
                Optional.empty()));
    return new AuthorizationDecision.Granted(code);
  }
}
