/**
 * What a user lets a client do (RFC 6749 section 4.1, OpenID Connect Core): logins of browsers,
 * consents, pushed requests, interactions under way and authorization codes.
 */
@NullMarked
package io.portcullis.token.authorization;

import org.jspecify.annotations.NullMarked;
