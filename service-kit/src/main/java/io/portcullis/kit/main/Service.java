package io.portcullis.kit.main;

import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;

/**
 * What a server gives to {@link ServiceMain}. Fields with picocli's {@code @Option} become options
 * of the command line and are set before {@link #start}.
 */
public interface Service<C extends Record> {
  /** The command's name, {@code ext-authz-server}. */
  String name();

  /** The root of the configuration. */
  Class<C> configType();

  /**
   * Starts and returns; what is to be stopped is registered with the lifecycle. If it throws, what
   * has been registered is stopped.
   *
   * @return true to run until a signal comes; false when all was done (a one-off command), which
   *     exits 0
   * @throws StartupException with one sentence for the operator
   */
  boolean start(C config, Lifecycle lifecycle) throws StartupException, InterruptedException;

  /** Faults that only more than one key together shows, or files show; for --check-config too. */
  default void check(C config) throws StartupException {}
}
