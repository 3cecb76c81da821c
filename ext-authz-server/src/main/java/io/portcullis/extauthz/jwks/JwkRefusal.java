package io.portcullis.extauthz.jwks;

/** Carries a fault out of the reading of one key; never leaves this room. */
final class JwkRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final KeyFault fault;

  JwkRefusal(KeyFault fault) {
    super(fault.name(), null, false, false);
    this.fault = fault;
  }

  KeyFault fault() {
    return fault;
  }

  static void unless(boolean sound, KeyFault fault) throws JwkRefusal {
    if (!sound) {
      throw new JwkRefusal(fault);
    }
  }
}
