/** Registered clients and how they prove who they are. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.client;
