// A person's browser without script: keeps cookies, follows what stays with the issuer, fills in forms.

const unescape = (text) =>
  text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

export class Browser {
  #cookies = new Map();

  constructor(issuer) {
    this.issuer = issuer;
  }

  /** Where a navigation ends: a page of the issuer, or the foreign address it was sent to. */
  async go(url, init = {}) {
    const headers = { ...init.headers, cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const equals = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    const location = answer.headers.get('location');
    if (location === null) {
      return { url: new URL(url), status: answer.status, body: await answer.text() };
    }
    const next = new URL(location, url);
    return next.origin === new URL(this.issuer).origin ? this.go(next) : { left: next, status: answer.status, body: '' };
  }

  async submit(page, fields) {
    const action = page.body.match(/<form[^>]*action="([^"]*)"/);
    if (action === null) throw new Error(`no form on a page of status ${page.status}`);
    const form = new URLSearchParams();
    for (const [, name, value] of page.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
      form.set(name, unescape(value));
    }
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return this.go(new URL(unescape(action[1]), page.url), {
      method: 'POST',
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  /** Logs in and agrees, where that is asked for, until the client gets its answer. */
  async authorize(url, email, password) {
    let page = await this.go(url);
    if (page.body.includes('type="password"')) page = await this.submit(page, { email, password });
    if (page.body.includes('value="allow"')) page = await this.submit(page, { decision: 'allow' });
    if (page.left === undefined) throw new Error(`still at the issuer, status ${page.status}`);
    return page.left;
  }
}

export const settings = Object.fromEntries(
  ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URI', 'POST_LOGOUT_REDIRECT_URI', 'USER_EMAIL', 'USER_PASSWORD'].map(
    (name) => {
      const value = process.env[name];
      if (!value) throw new Error(`${name} is not set`);
      return [name, value];
    },
  ),
);

export const ok = (step) => console.log(`ok ${step}`);

export function must(holds, what) {
  if (!holds) throw new Error(what);
}
