package io.portcullis.kit.main;

import picocli.CommandLine.IVersionProvider;

/** The version from the manifest of the service's jar. */
record ServiceVersion(Class<?> service) implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = service.getPackage().getImplementationVersion();
    return new String[] {
      "Portcullis " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
    };
  }
}
