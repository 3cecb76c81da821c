/** Users and their passwords. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.account;
