/** Parses and proves a token: RFC 7515, 7519, 8725, 9068. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.jwt;
