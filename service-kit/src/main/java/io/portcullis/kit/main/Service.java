package io.portcullis.kit.main;

import io.portcullis.kit.config.ConfigFollower;
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

  /**
   * As {@link #start(Record, Lifecycle)}, for a server that goes on while its configuration
   * changes.
   *
   * @param file where {@code config} was read from; its polls tell what changed since
   */
  default boolean start(C config, ConfigFollower<C> file, Lifecycle lifecycle)
      throws StartupException, InterruptedException {
    return start(config, lifecycle);
  }

  /** Faults that only more than one key together shows, or files show; for --check-config too. */
  default void check(C config) throws StartupException {}
}
