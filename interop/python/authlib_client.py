"""Authlib's OAuth 2.0 session and JOSE against a token service."""

import html
import os
import re
import secrets
import sys
from urllib.parse import parse_qs, urlencode, urljoin, urlparse

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

# The issuer is a loopback address without TLS.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def setting(name):
    value = os.environ.get(name)
    if not value:
        sys.exit(f"{name} is not set")
    return value


ISSUER = setting("ISSUER")
EMAIL = setting("USER_EMAIL")


def ok(step):
    print(f"ok {step}", flush=True)


def must(holds, what):
    if not holds:
        sys.exit(what)


class Browser:
    """A person's browser without script."""

    def __init__(self):
        self.session = requests.Session()

    def go(self, url, data=None):
        method = "GET" if data is None else "POST"
        answer = self.session.request(method, url, data=data, allow_redirects=False, timeout=30)
        location = answer.headers.get("location")
        if location is None:
            return answer, None
        target = urljoin(url, location)
        return self.go(target) if target.startswith(ISSUER + "/") else (answer, target)

    def submit(self, page, **fields):
        action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
        must(action, f"no form on a page of status {page.status_code}")
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
        form = {name: html.unescape(value) for name, value in hidden}
        return self.go(urljoin(page.url, html.unescape(action[1])), {**form, **fields})

    def authorize(self, url):
        page, left = self.go(url)
        if 'type="password"' in page.text:
            page, left = self.submit(page, email=EMAIL, password=setting("USER_PASSWORD"))
        if 'value="allow"' in page.text:
            page, left = self.submit(page, decision="allow")
        must(left, f"still at the issuer, status {page.status_code}")
        return left


metadata = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=30).json()
must(metadata["issuer"] == ISSUER, "the issuer is another one")
ok("discovery")

client = OAuth2Session(
    setting("CLIENT_ID"),
    setting("CLIENT_SECRET"),
    scope="openid email read",
    redirect_uri=setting("REDIRECT_URI"),
    code_challenge_method="S256",
)
verifier = generate_token(64)
nonce = secrets.token_urlsafe(16)
url, state = client.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
browser = Browser()
back = browser.authorize(url)
must(parse_qs(urlparse(back).query)["iss"] == [ISSUER], "the answer comes from another issuer")
tokens = client.fetch_token(
    metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
)
keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=30).json())
algorithms = metadata["id_token_signing_alg_values_supported"]
id_token = jwt.decode(tokens["id_token"], keys, algorithms=algorithms)
claims = CodeIDToken(
    id_token.claims,
    id_token.header,
    {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": setting("CLIENT_ID")}},
    {"nonce": nonce, "client_id": setting("CLIENT_ID")},
)
claims.validate()
ok("code")

user = client.get(metadata["userinfo_endpoint"]).json()
must(user["sub"] == claims["sub"] and user["email"] == EMAIL, "user info is somebody else's")
ok("userinfo")

refreshed = client.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
must(refreshed["refresh_token"] != tokens["refresh_token"], "the refresh token was not rotated")
ok("refresh")


def active(token):
    return client.introspect_token(metadata["introspection_endpoint"], token=token).json()["active"]


must(active(refreshed["access_token"]), "a good token is not active")
ok("introspection")

must(
    client.revoke_token(metadata["revocation_endpoint"], token=refreshed["refresh_token"]).status_code == 200,
    "the revocation was refused",
)
must(not active(refreshed["access_token"]), "a revoked token is active")
ok("revocation")

goodbye = urlencode(
    {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": setting("POST_LOGOUT_REDIRECT_URI")}
)
_, left = browser.go(metadata["end_session_endpoint"] + "?" + goodbye)
must(left == setting("POST_LOGOUT_REDIRECT_URI"), f"logout ended at {left}")
ok("logout")
