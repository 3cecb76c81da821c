/** The front doors: OAuth endpoints, the first-party API and the admin API. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.http;
