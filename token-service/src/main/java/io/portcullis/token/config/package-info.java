/** The configuration as records that validate themselves. Only the root knows them. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.config;
