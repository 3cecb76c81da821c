package io.portcullis.kit.config;

import java.util.List;

/** All faults of a configuration, one line each; exit code 2. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  ConfigException(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
    this.faults = List.copyOf(faults);
  }

  /** One line for each fault: {@code FILE:LINE: key.path: what is wrong; what is allowed}. */
  public List<String> faults() {
    return faults;
  }
}
