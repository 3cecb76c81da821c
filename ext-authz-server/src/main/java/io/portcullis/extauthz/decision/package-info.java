/** The rule of the house: which request passes, and why another does not. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.decision;
