package io.portcullis.kit.probe;

import java.net.BindException;
import java.util.Locale;

/** Words for a listener that cannot be bound. */
public final class BindFailure {
  private BindFailure() {}

  /**
   * One sentence for the operator.
   *
   * @param key the configuration key of the address
   */
  public static String sentence(String key, Object address, Throwable failure) {
    return key + ": cannot listen on " + address + ": " + reason(failure);
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("address already in use")) {
        return "the port is in use by another process";
      }
      if (text.contains("cannot assign") || text.contains("unresolved")) {
        return "this machine has no such address";
      }
      if (text.contains("permission denied")) {
        return "this user may not use the port";
      }
      if (cause instanceof BindException) {
        return text;
      }
    }
    return String.valueOf(failure.getMessage());
  }
}
