package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwks.IssuerKeys;

/** An issuer whose tokens are accepted, and its own keys: a key id means nothing elsewhere. */
public record TrustedIssuer(IssuerSettings settings, IssuerKeys keys) {}
