package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.request.AuthorizationRequest;

/** Decides whether a request passes. */
@FunctionalInterface
public interface Authorizer {
  /** Judges from memory, without waiting; a denial is a value, an exception is a bug. */
  Judgement authorize(AuthorizationRequest request);
}
