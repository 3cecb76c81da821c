package io.portcullis.token.http;

import ua_parser.Client;
import ua_parser.Parser;

/**
 * Names a device for its owner by what its User-Agent claims: "Firefox on Linux". Nothing is
 * decided by it.
 */
public final class DeviceLabels {
  /** What the patterns of the library see of a header; the rest tells nobody anything. */
  private static final int MAX_CHARACTERS = 512;

  private static final String UNKNOWN = "Other";

  private final Parser parser = new Parser();

  /** The label, or nothing where neither program nor system is known. */
  public String label(String userAgent) {
    Client client =
        parser.parse(userAgent.substring(0, Math.min(userAgent.length(), MAX_CHARACTERS)));
    String program = known(client.userAgent.family);
    String system = known(client.os.family);
    return program.isEmpty() || system.isEmpty() ? program + system : program + " on " + system;
  }

  private static String known(String family) {
    return family.equals(UNKNOWN) ? "" : family;
  }
}
