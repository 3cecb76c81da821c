/** Users, their passwords, and what other providers call them. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.account;
