/** What every grant does: who asks, what they may have, and the tokens they get. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.issuance;
