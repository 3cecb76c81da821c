package io.portcullis.token.signing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;

/** Stands in front of the real client, for what moto never does: refuse some of the calls. */
final class KmsFaults {
  private final KmsClient client;
  private final List<String> created = new CopyOnWriteArrayList<>();
  private volatile Predicate<SdkRequest> refused = request -> false;

  KmsFaults(KmsConnection real) {
    this.client =
        (KmsClient)
            Proxy.newProxyInstance(
                KmsClient.class.getClassLoader(),
                new Class<?>[] {KmsClient.class},
                (proxy, method, arguments) -> {
                  // A builder's consumer: the interface turns it into a request and comes again.
                  if (arguments != null && arguments[0] instanceof Consumer) {
                    return InvocationHandler.invokeDefault(proxy, method, arguments);
                  }
                  if (arguments != null
                      && arguments[0] instanceof SdkRequest request
                      && refused.test(request)) {
                    throw SdkClientException.create("no answer");
                  }
                  try {
                    return note(method.invoke(real.client(), arguments));
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  KmsConnection connection() {
    return new KmsConnection(client);
  }

  /** From now on. */
  void refuse(Predicate<SdkRequest> requests) {
    refused = requests;
  }

  /** Ids of the keys that were made. */
  List<String> created() {
    return created;
  }

  private Object note(Object answer) {
    if (answer instanceof CreateKeyResponse response) {
      created.add(response.keyMetadata().keyId());
    }
    return answer;
  }
}
