package io.portcullis.token.dynamo;

import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** One transaction, begun again where it met another one. */
public final class DynamoAtomicWrites implements AtomicWrites {
  private static final int MAX_CONFLICT_RETRIES = 3;

  private final DynamoConnection dynamo;
  private final Backoff backoff;

  public DynamoAtomicWrites(DynamoConnection dynamo) {
    this.dynamo = dynamo;
    this.backoff = dynamo.backoff();
  }

  @Override
  public boolean commit(List<DynamoWrite> writes) {
    // By its token, a transaction whose answer was lost is known again when the library repeats it.
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            .clientRequestToken(dynamo.newId())
            .transactItems(writes.stream().map(DynamoWrite::action).toList())
            .build();
    for (int retry = 0; ; retry++) {
      try {
        dynamo.client().transactWriteItems(request);
        return true;
      } catch (TransactionCanceledException e) {
        if (failedByCondition(e)) {
          return false;
        }
      } catch (TransactionConflictException e) {
        // The same as a cancellation by conflict.
      } catch (SdkException e) {
        throw new StorageUnavailableException("a transaction was not answered", e);
      }
      if (retry == MAX_CONFLICT_RETRIES) {
        return false;
      }
      backoff.pause(retry);
    }
  }

  private static boolean failedByCondition(TransactionCanceledException e) {
    return e.cancellationReasons().stream()
        .anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()));
  }
}
