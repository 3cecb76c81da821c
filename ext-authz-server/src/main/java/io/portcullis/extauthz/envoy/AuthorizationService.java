package io.portcullis.extauthz.envoy;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.DenyReason;
import io.portcullis.extauthz.decision.Judgement;
import io.portcullis.extauthz.decision.Judgement.Unfinished;
import io.portcullis.extauthz.decision.Judgement.Work;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code envoy.service.auth.v3.Authorization/Check}. The call itself always succeeds: a
 * denial is part of the answer, so that {@code failure_mode_allow} decides nothing.
 *
 * <p>A request that is judged from memory is answered on the thread that read it; one whose
 * signature is still to be verified, or about which Redis is still to be asked, is handed to a
 * worker of that kind.
 */
public final class AuthorizationService implements BindableService {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationService.class);
  private static final Denied FAILURE = Denied.of("", DenyReason.INTERNAL_ERROR);

  private final CheckRequestReader reader;
  private final Authorizer authorizer;
  private final CheckResponseWriter writer;
  private final Hop hop;

  /**
   * Where signatures are verified and look-ups waited for, and who is told of what goes wrong.
   *
   * @param signatures answer false to work they have no place for, and never do it
   * @param lookUps likewise
   * @param failures told of each denial that no decision led to
   */
  public record Hop(
      Predicate<Runnable> signatures, Predicate<Runnable> lookUps, Consumer<Denied> failures) {
    /** The same workers for all work. */
    public Hop(Predicate<Runnable> workers, Consumer<Denied> failures) {
      this(workers, workers, failures);
    }

    Predicate<Runnable> workers(Work work) {
      return switch (work) {
        case SIGNATURE -> signatures;
        case LOOK_UP -> lookUps;
      };
    }
  }

  /** Reads by {@code reader}, decides by {@code authorizer}, answers by {@code writer}. */
  public AuthorizationService(
      CheckRequestReader reader, Authorizer authorizer, CheckResponseWriter writer, Hop hop) {
    this.reader = reader;
    this.authorizer = authorizer;
    this.writer = writer;
    this.hop = hop;
  }

  @Override
  public ServerServiceDefinition bindService() {
    MessageBytes bytes = new MessageBytes();
    MethodDescriptor<byte[], byte[]> check =
        AuthorizationGrpc.getCheckMethod().toBuilder(bytes, bytes).build();
    return ServerServiceDefinition.builder(AuthorizationGrpc.SERVICE_NAME)
        .addMethod(check, ServerCalls.asyncUnaryCall(this::check))
        .build();
  }

  private void check(byte[] message, StreamObserver<byte[]> responses) {
    ServerCallStreamObserver<byte[]> call = (ServerCallStreamObserver<byte[]>) responses;
    call.setOnCancelHandler(() -> {}); // an answer that comes too late is dropped without a fuss
    answer(
        message,
        call::isCancelled,
        answer -> {
          call.onNext(answer);
          call.onCompleted();
        });
  }

  /** Answers a {@code CheckRequest} by a {@code CheckResponse}, once, now or from a worker. */
  public void answer(byte[] message, Consumer<byte[]> answers) {
    answer(message, () -> false, answers);
  }

  private void answer(byte[] message, BooleanSupplier cancelled, Consumer<byte[]> answers) {
    byte[] answer = judge(message, cancelled, answers);
    if (answer != null) {
      answers.accept(answer);
    }
  }

  /** The answer; null if it will come from a worker. */
  private byte @Nullable [] judge(
      byte[] message, BooleanSupplier cancelled, Consumer<byte[]> answers) {
    try {
      CheckMessage check = reader.read(message);
      return proceed(check, authorizer.authorize(check), cancelled, answers);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      return failed(e);
    }
  }

  private byte @Nullable [] proceed(
      CheckMessage check,
      Judgement judgement,
      BooleanSupplier cancelled,
      Consumer<byte[]> answers) {
    return switch (judgement) {
      case Decision decision -> writer.write(check, decision);
      case Unfinished(Work work, Supplier<Judgement> finish, Supplier<Decision> refuse) ->
          hop.workers(work).test(() -> finish(check, finish, cancelled, answers))
              ? null
              : writer.write(check, refuse.get());
    };
  }

  /** Who has gone away meanwhile costs no work. */
  private void finish(
      CheckMessage check,
      Supplier<Judgement> finish,
      BooleanSupplier cancelled,
      Consumer<byte[]> answers) {
    if (cancelled.getAsBoolean()) {
      return;
    }
    byte[] answer = decide(check, finish, cancelled, answers);
    if (answer != null) {
      answers.accept(answer);
    }
  }

  private byte @Nullable [] decide(
      CheckMessage check,
      Supplier<Judgement> finish,
      BooleanSupplier cancelled,
      Consumer<byte[]> answers) {
    try {
      return proceed(check, finish.get(), cancelled, answers);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      return failed(e);
    }
  }

  /** Wherever the fault came from, it proved nothing: deny. */
  private byte[] failed(Throwable failure) {
    LOG.error("a check failed; this is a bug: {}", where(failure));
    hop.failures.accept(FAILURE);
    return writer.writeFailure(FAILURE);
  }

  /** The place without the message, which might repeat a part of the request. */
  private static String where(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
  }
}
