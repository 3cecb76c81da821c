package io.portcullis.token.authorization;

import java.util.List;
import java.util.Optional;

/**
 * Where visits to other providers live, for a quarter of an hour. All methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface ProviderVisits {
  /**
   * Begins one in this browser.
   *
   * @param browser SHA-256 of the browser's secret
   * @return {@code state}, of which only a hash is kept
   */
  String begin(String provider, String interaction, String browser);

  /**
   * Takes the visit, if this browser began it: nobody can take it again. One write.
   *
   * @param browser SHA-256 of each of the browser's secrets
   */
  Optional<ProviderVisit> take(String state, List<String> browser);
}
