package io.portcullis.extauthz;

import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.main.Service;
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
  public boolean start(ServerConfig config, Lifecycle lifecycle) throws StartupException {
    config.warnings().forEach(LOG::warn);
    ExtAuthzServer.start(config, lifecycle);
    return true;
  }
}
