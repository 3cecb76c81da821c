package io.portcullis.token.dynamo;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Stands in front of the real client: DynamoDB Local never throttles, never loses an answer and
 * never lets a transaction fail by conflict.
 */
public final class DynamoFaults {
  /** What happens around a call; it may call on, not at all, or twice. */
  @FunctionalInterface
  public interface Fault {
    @Nullable Object around(SdkRequest request, Callable<@Nullable Object> call) throws Exception;
  }

  private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();
  private final Map<Class<?>, LongAdder> calls = new ConcurrentHashMap<>();
  private final List<Double> updateUnits = new CopyOnWriteArrayList<>();
  private final DynamoDbClient client;

  public DynamoFaults(DynamoDbClient real) {
    this.client =
        (DynamoDbClient)
            Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                  // A builder's consumer: the interface turns it into a request and comes again.
                  if (arguments != null && arguments[0] instanceof Consumer) {
                    return InvocationHandler.invokeDefault(proxy, method, arguments);
                  }
                  if (arguments == null
                      || arguments.length != 1
                      || !(arguments[0] instanceof SdkRequest request)) {
                    return call(() -> method.invoke(real, arguments));
                  }
                  return around(
                      request, asked -> call(() -> method.invoke(real, new Object[] {asked})));
                });
  }

  public DynamoDbClient client() {
    return client;
  }

  /** Befalls the next call, and only that. */
  public void next(Fault fault) {
    next(SdkRequest.class, fault);
  }

  /** Befalls the next call with a request of this kind, and only that. */
  public void next(Class<? extends SdkRequest> kind, Fault fault) {
    AtomicBoolean taken = new AtomicBoolean();
    next.set((request, call) -> {
      if (!kind.isInstance(request) || !taken.compareAndSet(false, true)) {
        return call.call();
      }
      next.set(null);
      return fault.around(request, call);
    });
  }

  /** Befalls every call with a request of this kind, until {@link #heal}. */
  public void always(Class<? extends SdkRequest> kind, Fault fault) {
    next.set(
        (request, call) -> kind.isInstance(request) ? fault.around(request, call) : call.call());
  }

  /** Nothing befalls any call. */
  public void heal() {
    next.set(null);
  }

  /** How many requests of this kind there were. */
  public long calls(Class<? extends SdkRequest> kind) {
    return calls.computeIfAbsent(kind, name -> new LongAdder()).sum();
  }

  /** Write units of each single-item update that succeeded. */
  public List<Double> updateUnits() {
    return updateUnits;
  }

  private interface Asked {
    @Nullable Object call(SdkRequest request) throws Exception;
  }

  private @Nullable Object around(SdkRequest request, Asked real) throws Exception {
    calls.computeIfAbsent(request.getClass(), name -> new LongAdder()).increment();
    SdkRequest asked =
        request instanceof UpdateItemRequest update
            ? update.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build()
            : request;
    Fault fault = next.get();
    Object answer = fault == null ? real.call(asked) : fault.around(asked, () -> real.call(asked));
    if (answer instanceof UpdateItemResponse response && response.consumedCapacity() != null) {
      updateUnits.add(response.consumedCapacity().capacityUnits());
    }
    return answer;
  }

  private static @Nullable Object call(Callable<@Nullable Object> real) throws Exception {
    try {
      return real.call();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
