package io.portcullis.token.limit;

/** From which devices an account has been logged in to lately. */
public interface KnownDevices {
  /**
   * Whether it has been from this one.
   *
   * @param account may be anything; it is kept as a hash, together with the device
   */
  boolean knows(String account, String device);

  /** It has been. */
  void remember(String account, String device);
}
