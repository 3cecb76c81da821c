import * as oauth from 'oauth4webapi';
import { Browser, must, ok, settings } from './browser.mjs';

const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(settings.ISSUER);
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
ok('discovery');

const client = { client_id: settings.CLIENT_ID };
const proof = oauth.ClientSecretBasic(settings.CLIENT_SECRET);
const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const url = new URL(as.authorization_endpoint);
url.search = new URLSearchParams({
  client_id: client.client_id,
  redirect_uri: settings.REDIRECT_URI,
  response_type: 'code',
  scope: 'openid email read',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
  max_age: '3600',
}).toString();
const browser = new Browser(settings.ISSUER);
const back = await browser.authorize(url, settings.USER_EMAIL, settings.USER_PASSWORD);
// Checks state and, by RFC 9207, the issuer.
const answer = oauth.validateAuthResponse(as, client, back, state);
const exchange = await oauth.authorizationCodeGrantRequest(
  as, client, proof, answer, settings.REDIRECT_URI, verifier, insecure);
const tokens = await oauth.processAuthorizationCodeResponse(as, client, exchange, {
  expectedNonce: nonce,
  maxAge: 3600,
  requireIdToken: true,
});
await oauth.validateApplicationLevelSignature(as, exchange, insecure);
const claims = oauth.getValidatedIdTokenClaims(tokens);
ok('code');

const userInfo = await oauth.processUserInfoResponse(
  as, client, claims.sub, await oauth.userInfoRequest(as, client, tokens.access_token, insecure));
must(userInfo.email === settings.USER_EMAIL, 'user info lacks the e-mail address');
ok('userinfo');

const refreshed = await oauth.processRefreshTokenResponse(
  as, client, await oauth.refreshTokenGrantRequest(as, client, proof, tokens.refresh_token, insecure));
must(refreshed.refresh_token !== tokens.refresh_token, 'the refresh token was not rotated');
ok('refresh');

const introspect = async (token) =>
  oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, proof, token, insecure));
must((await introspect(refreshed.access_token)).active, 'a good token is not active');
ok('introspection');

await oauth.processRevocationResponse(
  await oauth.revocationRequest(as, client, proof, refreshed.access_token, insecure));
must(!(await introspect(refreshed.access_token)).active, 'a revoked token is active');
ok('revocation');

const goodbye = new URL(as.end_session_endpoint);
goodbye.search = new URLSearchParams({
  id_token_hint: tokens.id_token,
  post_logout_redirect_uri: settings.POST_LOGOUT_REDIRECT_URI,
}).toString();
const left = (await browser.go(goodbye)).left;
must(left?.href === settings.POST_LOGOUT_REDIRECT_URI, `logout ended at ${left}`);
must(!(await introspect(refreshed.refresh_token)).active, 'a refresh token outlived the logout');
ok('logout');
