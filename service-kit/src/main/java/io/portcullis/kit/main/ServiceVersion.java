package io.portcullis.kit.main;

import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest. */
final class ServiceVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = ServiceVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "Portcullis " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
    };
  }
}
