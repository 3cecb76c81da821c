/**
 * A model of the revocation protocol and a search through all its states. Each scene is one part of
 * the protocol as a list of named steps; which step models which rule is said beside it.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.revocation.model;
