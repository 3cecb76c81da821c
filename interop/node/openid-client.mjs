import * as client from 'openid-client';
import { Browser, must, ok, settings } from './browser.mjs';

const config = await client.discovery(new URL(settings.ISSUER), settings.CLIENT_ID, settings.CLIENT_SECRET, undefined, {
  execute: [client.allowInsecureRequests],
});
ok('discovery');

const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const parameters = {
  redirect_uri: settings.REDIRECT_URI,
  scope: 'openid email read',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
};
const browser = new Browser(settings.ISSUER);
const pushed = await client.buildAuthorizationUrlWithPAR(config, parameters);
const back = await browser.authorize(pushed, settings.USER_EMAIL, settings.USER_PASSWORD);
const tokens = await client.authorizationCodeGrant(config, back, {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
});
must(tokens.claims().email === undefined, 'the ID token tells the e-mail address');
ok('code');

const user = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
must(user.email === settings.USER_EMAIL, 'user info lacks the e-mail address');
ok('userinfo');

const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
must(refreshed.refresh_token !== tokens.refresh_token, 'the refresh token was not rotated');
ok('refresh');

must((await client.tokenIntrospection(config, refreshed.access_token)).active, 'a good token is not active');
ok('introspection');

await client.tokenRevocation(config, refreshed.refresh_token);
must(!(await client.tokenIntrospection(config, refreshed.access_token)).active, 'a revoked token is active');
ok('revocation');

const goodbye = client.buildEndSessionUrl(config, {
  post_logout_redirect_uri: settings.POST_LOGOUT_REDIRECT_URI,
  id_token_hint: refreshed.id_token,
  state,
});
const left = (await browser.go(goodbye)).left;
must(left?.href === `${settings.POST_LOGOUT_REDIRECT_URI}?state=${state}`, `logout ended at ${left}`);
ok('logout');
