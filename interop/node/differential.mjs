// The same questions to a token service and to oidc-provider, which others wrote. Every difference must be listed in
// differences.json with its reason, and every listed one must be there.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { settings } from './browser.mjs';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

async function peer() {
  const server = createServer((request, answer) => handler(request, answer));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: settings.CLIENT_ID,
      client_secret: settings.CLIENT_SECRET,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [settings.REDIRECT_URI],
      post_logout_redirect_uris: [settings.POST_LOGOUT_REDIRECT_URI],
    }],
    scopes: ['openid', 'email', 'offline_access', 'read'],
    cookies: { keys: ['a key that signs cookies'] },
    features: {
      devInteractions: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
    },
    pkce: { required: () => true },
  });
  const handler = provider.callback();
  return { server, issuer };
}

const basic = (secret = settings.CLIENT_SECRET) => ({
  authorization: `Basic ${Buffer.from(`${settings.CLIENT_ID}:${secret}`).toString('base64')}`,
});
const post = (form, headers = basic()) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(form).toString(),
});
const authorize = (changes) => ['authorization_endpoint', Object.entries({
  client_id: settings.CLIENT_ID,
  response_type: 'code',
  redirect_uri: settings.REDIRECT_URI,
  scope: 'openid',
  state: 'st',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  ...changes,
}).filter(([, value]) => value !== undefined)];
const pushed = (changes) => ['pushed_authorization_request_endpoint', [], post(Object.fromEntries(authorize(changes)[1]))];
const exchange = (changes, headers) => ['token_endpoint', [], post({
  grant_type: 'authorization_code', code: 'nonsense', redirect_uri: settings.REDIRECT_URI, code_verifier: 'v'.repeat(43), ...changes,
}, headers)];

const PROBES = {
  'authorize: good, not logged in': authorize({}),
  'authorize: prompt none': authorize({ prompt: 'none' }),
  'authorize: prompt none and login': authorize({ prompt: 'none login' }),
  'authorize: no challenge': authorize({ code_challenge: undefined, code_challenge_method: undefined }),
  'authorize: challenge plain': authorize({ code_challenge_method: 'plain' }),
  'authorize: challenge of 42 characters': authorize({ code_challenge: 'c'.repeat(42) }),
  'authorize: response type token': authorize({ response_type: 'token' }),
  'authorize: no response type': authorize({ response_type: undefined }),
  'authorize: response mode fragment': authorize({ response_mode: 'fragment', prompt: 'none' }),
  'authorize: unknown scope': authorize({ scope: 'openid nonsense', prompt: 'none' }),
  'authorize: max age is no number': authorize({ max_age: 'soon' }),
  'authorize: request object': authorize({ request: 'e30.e30.' }),
  'authorize: unknown client': authorize({ client_id: 'nobody' }),
  'authorize: unregistered redirect URI': authorize({ redirect_uri: 'https://evil.example/' }),
  'authorize: no redirect URI': authorize({ redirect_uri: undefined }),
  'authorize: nonce twice': ['authorization_endpoint', [...authorize({ nonce: 'a' })[1], ['nonce', 'b']]],
  'push: good': pushed({}),
  'push: without proof': ['pushed_authorization_request_endpoint', [], post(Object.fromEntries(authorize({})[1]), {})],
  'push: with a request URI': pushed({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }),
  'push: unregistered redirect URI': pushed({ redirect_uri: 'https://evil.example/' }),
  'token: unknown code': exchange({}),
  'token: no code': exchange({ code: '' }),
  'token: wrong secret': exchange({}, basic('wrong')),
  'token: no client': exchange({}, {}),
  'token: unknown grant': exchange({ grant_type: 'password' }),
  'token: no grant': exchange({ grant_type: '' }),
  'token: refresh nonsense': ['token_endpoint', [], post({ grant_type: 'refresh_token', refresh_token: 'nonsense' })],
  'token: grant not registered': ['token_endpoint', [], post({ grant_type: 'client_credentials' })],
  'introspect: nonsense': ['introspection_endpoint', [], post({ token: 'nonsense' })],
  'introspect: no token': ['introspection_endpoint', [], post({})],
  'introspect: without proof': ['introspection_endpoint', [], post({ token: 'nonsense' }, {})],
  'revoke: nonsense': ['revocation_endpoint', [], post({ token: 'nonsense' })],
  'revoke: no token': ['revocation_endpoint', [], post({})],
  'revoke: without proof': ['revocation_endpoint', [], post({ token: 'nonsense' }, {})],
  'userinfo: no token': ['userinfo_endpoint', []],
  'userinfo: nonsense': ['userinfo_endpoint', [], { headers: { authorization: 'Bearer nonsense' } }],
  'logout: nobody logged in': ['end_session_endpoint', []],
  'logout: unregistered address': ['end_session_endpoint', [['client_id', settings.CLIENT_ID], ['post_logout_redirect_uri', 'https://evil.example/']]],
};

/** What matters of an answer: status, error, scheme of a challenge, and whether it goes back to the client. */
async function answer(issuer, metadata, [endpoint, query, init]) {
  const url = new URL(metadata[endpoint]);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const got = await fetch(url, { redirect: 'manual', ...init });
  const location = got.headers.get('location');
  const said = [`${got.status}`];
  if (location !== null) {
    const to = new URL(location, issuer);
    const parameters = new URLSearchParams(to.search || to.hash.slice(1));
    said.push(to.origin === issuer ? 'to a page of ours' : 'to the client', parameters.get('error') ?? '',
      parameters.has('iss') ? 'with iss' : '', parameters.get('state') === 'st' ? 'with state' : '');
  } else if (got.headers.get('content-type')?.includes('json')) {
    const body = await got.json();
    said.push(body.error ?? (body.active === undefined ? '' : `active ${body.active}`));
  }
  const challenge = got.headers.get('www-authenticate');
  if (challenge) said.push(`${challenge.split(' ')[0]} ${/error="([^"]*)"/.exec(challenge)?.[1] ?? ''}`.trim());
  return said.filter(Boolean).join(', ');
}

const discovered = async (issuer) => (await fetch(`${issuer}/.well-known/openid-configuration`)).json();

const theirs = await peer();
try {
  const known = JSON.parse(readFileSync(new URL('differences.json', import.meta.url)));
  const [ourMetadata, theirMetadata] = [await discovered(settings.ISSUER), await discovered(theirs.issuer)];
  const wrong = [];
  let differing = 0;
  for (const [name, probe] of Object.entries(PROBES)) {
    const one = await answer(settings.ISSUER, ourMetadata, probe);
    const other = await answer(theirs.issuer, theirMetadata, probe);
    const listed = known[name];
    if (one !== other) differing++;
    if (one === other ? listed : listed?.ours !== one || listed?.theirs !== other || !listed?.reason) {
      wrong.push(`${JSON.stringify(name)}: ${JSON.stringify({ ours: one, theirs: other })}`);
    }
  }
  for (const name of Object.keys(known)) if (!(name in PROBES)) wrong.push(`${name} is no probe`);
  for (const line of wrong) console.log(line);
  if (wrong.length > 0) throw new Error('these differ from differences.json');
  console.log(`ok ${Object.keys(PROBES).length} questions, ${differing} answered otherwise, each for its reason`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  theirs.server.close();
  theirs.server.closeAllConnections();
}
