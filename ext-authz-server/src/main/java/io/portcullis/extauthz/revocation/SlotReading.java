package io.portcullis.extauthz.revocation;

import java.util.List;
import java.util.Optional;

/**
 * What one shard's slot held in one moment.
 *
 * @param heartbeat a sealed heartbeat, empty where there is none
 * @param top how far the plain keys reach, empty where nothing says so
 * @param values of the keys that were asked for, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SlotReading(byte[] heartbeat, String top, List<Optional<String>> values) {}
