package io.portcullis.extauthz.revocation.model;

/**
 * How far a search of the log goes. Times are in ticks.
 *
 * @param time the last tick
 * @param clockError ε: any clock shows between the true time and so much more
 * @param maxStaleness S
 * @param items of the log
 * @param beats heartbeats that are begun, by whomever
 * @param faults how often Redis loses the end of its stream or all of it, or an item arrives spoilt
 * @param pausedRelay whether a relay may pause or die between looking and writing
 * @param expiry whether items that nobody needs any more expire
 * @param recreated whether the log may be made anew, in the next epoch
 */
public record LogBounds(
    int time,
    int clockError,
    int maxStaleness,
    int items,
    int beats,
    int faults,
    boolean pausedRelay,
    boolean expiry,
    boolean recreated) {}
