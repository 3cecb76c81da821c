package io.portcullis.extauthz.envoy;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.stub.StreamObserver;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Decision.TokenSource;
import io.portcullis.extauthz.decision.DenyReason;
import io.portcullis.extauthz.request.AuthorizationRequest;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code envoy.service.auth.v3.Authorization/Check}. The call itself always succeeds: a
 * denial is part of the answer, so that {@code failure_mode_allow} decides nothing.
 */
public final class AuthorizationService extends AuthorizationGrpc.AuthorizationImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationService.class);
  private static final Denied FAILURE =
      new Denied("", DenyReason.INTERNAL_ERROR, "", TokenSource.NONE);

  private final CheckRequestReader reader;
  private final Authorizer authorizer;
  private final CheckResponseWriter writer;
  private final Consumer<Denied> failures;

  /**
   * Reads by {@code reader}, decides by {@code authorizer}, answers by {@code writer}.
   *
   * @param failures told of each denial that no decision led to
   */
  public AuthorizationService(
      CheckRequestReader reader,
      Authorizer authorizer,
      CheckResponseWriter writer,
      Consumer<Denied> failures) {
    this.reader = reader;
    this.authorizer = authorizer;
    this.writer = writer;
    this.failures = failures;
  }

  @Override
  public void check(CheckRequest check, StreamObserver<CheckResponse> responses) {
    responses.onNext(answer(check));
    responses.onCompleted();
  }

  private CheckResponse answer(CheckRequest check) {
    try {
      AuthorizationRequest request = reader.read(check);
      return writer.write(check, request, authorizer.authorize(request));
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      // Wherever it came from, it proved nothing: deny.
      LOG.error("a check failed; this is a bug: {}", where(e));
      failures.accept(FAILURE);
      return writer.writeFailure(FAILURE);
    }
  }

  /** The place without the message, which might repeat a part of the request. */
  private static String where(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
  }
}
