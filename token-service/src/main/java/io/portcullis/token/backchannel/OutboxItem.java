package io.portcullis.token.backchannel;

/**
 * An errand as it was read. Its due time says who may run it: nobody before, and whoever moves it
 * ahead has the errand for himself until then. Leases are counted, so no two are taken for one.
 *
 * @param queue one per client, and one for the walks
 * @param id unique and in the order of time within its queue
 * @param sinceMillis when it was written, Unix milliseconds
 * @param dueMillis Unix milliseconds
 * @param tries how often it was leased
 */
public record OutboxItem(
    String queue, String id, Errand errand, long sinceMillis, long dueMillis, int tries) {
  OutboxItem leasedUntil(long untilMillis) {
    return new OutboxItem(queue, id, errand, sinceMillis, untilMillis, tries + 1);
  }

  OutboxItem with(Errand changed, long changedDueMillis) {
    return new OutboxItem(queue, id, changed, sinceMillis, changedDueMillis, tries);
  }
}
