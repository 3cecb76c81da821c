package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

/**
 * How often in a minute; 0 for no limit.
 *
 * @param loginPerAddress logins from one address, right or wrong; also of one account from one
 *     device that it knows
 * @param loginPerUser logins by one e-mail address from devices that it does not know
 * @param refreshPerSession rotations of one session's refresh token
 * @param refreshRepeatsPerSession refreshes of one session that are signed for, repeats included;
 *     at each instance
 * @param refreshOfUnknownKey refresh tokens of keys that are not in the key file, from all callers
 *     together; at each instance
 * @param revokePerCaller calls of the revocation endpoints by one caller
 * @param beginPerAddress interactions begun from one address, and requests pushed by public clients
 * @param logoutPerAddress calls of the browsers' logout from one address
 */
public record RateConfig(
    Integer loginPerAddress,
    Integer loginPerUser,
    Integer refreshPerSession,
    Integer refreshRepeatsPerSession,
    Integer refreshOfUnknownKey,
    Integer revokePerCaller,
    Integer beginPerAddress,
    Integer logoutPerAddress) {
  private static final int MOST = 1_000_000;

  public RateConfig {
    loginPerAddress = between("login_per_address", or(loginPerAddress, 5), 0, MOST);
    loginPerUser = between("login_per_user", or(loginPerUser, 20), 0, MOST);
    that(
        loginPerUser == 0 || loginPerUser >= loginPerAddress,
        "login_per_user",
        loginPerUser
            + " must be 0, or at least login_per_address, "
            + loginPerAddress
            + ": else one address alone keeps a user out");
    refreshPerSession = between("refresh_per_session", or(refreshPerSession, 10), 0, MOST);
    refreshRepeatsPerSession =
        between("refresh_repeats_per_session", or(refreshRepeatsPerSession, 300), 0, MOST);
    refreshOfUnknownKey = between("refresh_of_unknown_key", or(refreshOfUnknownKey, 600), 0, MOST);
    revokePerCaller = between("revoke_per_caller", or(revokePerCaller, 1_000), 0, MOST);
    beginPerAddress = between("begin_per_address", or(beginPerAddress, 300), 0, MOST);
    logoutPerAddress = between("logout_per_address", or(logoutPerAddress, 60), 0, MOST);
  }
}
