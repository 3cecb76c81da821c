package io.portcullis.kit.config;

/** A value that a configuration record refuses; thrown by compact constructors. */
public final class ConfigFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String sentence;

  /**
   * @param key the component as written in YAML, {@code max_staleness}; for something inside it
   *     {@code nodes[1]} or {@code headers.x-user-id}
   * @param sentence what is wrong and what is allowed
   */
  public ConfigFault(String key, String sentence) {
    super(sentence);
    this.key = key;
    this.sentence = sentence;
  }

  /** The key within the record that refused. */
  public String key() {
    return key;
  }

  /** What is wrong and what is allowed. */
  public String sentence() {
    return sentence;
  }
}
