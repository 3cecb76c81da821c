package io.portcullis.token.federation;

import java.util.List;
import java.util.Optional;

/** The providers by which users may log in, in the order in which they are offered. */
public final class Providers {
  private final List<RelyingParty> all;

  public Providers(List<RelyingParty> all) {
    this.all = List.copyOf(all);
  }

  public List<RelyingParty> all() {
    return all;
  }

  public Optional<RelyingParty> find(String id) {
    return all.stream().filter(party -> party.provider().id().equals(id)).findFirst();
  }
}
