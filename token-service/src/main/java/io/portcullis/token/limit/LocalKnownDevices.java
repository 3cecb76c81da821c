package io.portcullis.token.limit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Devices that this process alone has seen; those that it has not for longest are forgotten. */
public final class LocalKnownDevices implements KnownDevices {
  /** Each takes some 200 bytes. */
  private static final int MAX_DEVICES = 50_000;

  private final Set<String> devices =
      Collections.newSetFromMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MAX_DEVICES;
            }
          });

  @Override
  public boolean knows(String account, String device) {
    synchronized (devices) {
      return devices.contains(RedisKnownDevices.name(account, device));
    }
  }

  @Override
  public void remember(String account, String device) {
    synchronized (devices) {
      devices.add(RedisKnownDevices.name(account, device));
    }
  }
}
