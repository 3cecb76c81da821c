package io.portcullis.token;

import io.portcullis.token.dynamo.StorageUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What keeps the service from issuing tokens. Redis is none of it. */
final class Readiness {
  private volatile @Nullable Storage storage;
  private volatile boolean draining;

  /** The listeners are bound. */
  void serve(Storage opened) {
    storage = opened;
  }

  void drain() {
    draining = true;
  }

  boolean started() {
    return storage != null;
  }

  /** In words for the operator; ready when empty. */
  List<String> waitingFor() {
    Storage opened = storage;
    if (opened == null) {
      return List.of("starting");
    }
    return draining ? List.of("draining") : askDynamo(opened);
  }

  private static List<String> askDynamo(Storage opened) {
    try {
      opened.cutoffs().latest("default", "", "");
      return opened.connection().clockGuard().trusted()
          ? List.of()
          : List.of("this clock disagrees with DynamoDB's");
    } catch (StorageUnavailableException e) {
      return List.of("DynamoDB does not answer");
    }
  }
}
