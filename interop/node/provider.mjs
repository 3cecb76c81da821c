// oidc-provider, which others wrote, as the provider by which people log in to a token service. Anybody may log in here, by any name
// and any password; the name is the sub, and NAME@example.com an address that is verified unless the name begins with "new-".
import Provider from 'oidc-provider';

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const issuer = `http://127.0.0.1:${setting('PORT')}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: setting('CLIENT_ID'),
    client_secret: setting('CLIENT_SECRET'),
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [setting('REDIRECT_URI')],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  // As the large providers do: the ID token says what was asked for by scope.
  conformIdTokenClaims: false,
  cookies: { keys: ['a key that signs cookies'] },
  features: { devInteractions: { enabled: true }, claimsParameter: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: `${sub}@example.com`, email_verified: !sub.startsWith('new-') }),
  }),
});
provider.listen(Number(setting('PORT')), '127.0.0.1', () => console.log(`listening ${issuer}`));
