package io.portcullis.extauthz;

import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.revocation.RevocationChecker;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The logs of several regions, each followed for itself.
 *
 * @param others by the region's name
 */
record HomesRoom(ReplicaRoom own, Map<String, ReplicaRoom> others) implements RevocationRoom {
  @Override
  public void start() {
    all().forEach(RevocationRoom::start);
  }

  @Override
  public void heed(Collection<PolicyConfig> policies) {
    all().forEach(room -> room.heed(policies));
  }

  @Override
  public RevocationChecker checkerWith(Issuers keys) {
    return RevocationRoom.routed(own, others, own.ownChecker(keys), keys);
  }

  /** A node serves its own region's tokens, whatever has become of the others. */
  @Override
  public boolean isReadyOnce() {
    return own.isReadyOnce();
  }

  /** Of the oldest region's state. */
  @Override
  public long ageMillis() {
    return all().stream().mapToLong(RevocationRoom::ageMillis).max().orElse(Long.MAX_VALUE);
  }

  @Override
  public int entries() {
    return all().stream().mapToInt(RevocationRoom::entries).sum();
  }

  @Override
  public Map<String, String> positions() {
    Map<String, String> positions = new LinkedHashMap<>();
    all().forEach(room -> positions.putAll(room.positions()));
    return positions;
  }

  @Override
  public long keyProofMillis(String home) {
    return others.getOrDefault(home, own).keyProofMillis(home);
  }

  @Override
  public Map<String, LongSupplier> ages() {
    Map<String, LongSupplier> ages = new LinkedHashMap<>();
    all().forEach(room -> ages.put(room.settings().home(), room::ageMillis));
    return ages;
  }

  @Override
  public void close() {
    all().forEach(RevocationRoom::close);
  }

  private List<ReplicaRoom> all() {
    return Stream.concat(Stream.of(own), others.values().stream()).toList();
  }
}
