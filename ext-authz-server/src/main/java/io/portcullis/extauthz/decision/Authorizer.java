package io.portcullis.extauthz.decision;

import io.portcullis.extauthz.request.AuthorizationRequest;

/** Decides whether a request passes. */
@FunctionalInterface
public interface Authorizer {
  /** Answers from memory, without waiting; a denial is a value, an exception is a bug. */
  Decision authorize(AuthorizationRequest request);
}
