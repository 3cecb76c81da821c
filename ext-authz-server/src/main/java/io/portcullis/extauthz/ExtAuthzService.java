package io.portcullis.extauthz;

import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.kit.config.ConfigFollower;
import io.portcullis.kit.config.ConfigFollower.Change;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.main.Service;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server as the command line sees it. */
final class ExtAuthzService implements Service<ServerConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(ExtAuthzService.class);

  @Override
  public String name() {
    return "ext-authz-server";
  }

  @Override
  public Class<ServerConfig> configType() {
    return ServerConfig.class;
  }

  @Override
  public void check(ServerConfig config) throws StartupException {
    Emergencies.refuseTooLong(InstantSource.system().instant(), config.emergency());
  }

  @Override
  public boolean start(ServerConfig config, Lifecycle lifecycle) throws StartupException {
    return start(config, Surroundings.real(Change.None::new), lifecycle);
  }

  @Override
  public boolean start(ServerConfig config, ConfigFollower<ServerConfig> file, Lifecycle lifecycle)
      throws StartupException {
    return start(config, Surroundings.real(file::poll), lifecycle);
  }

  private static boolean start(ServerConfig config, Surroundings around, Lifecycle lifecycle)
      throws StartupException {
    config.warnings().forEach(LOG::warn);
    ExtAuthzServer.start(config, around, lifecycle);
    return true;
  }
}
