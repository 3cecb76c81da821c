package io.portcullis.envoylint.tree;

/** A file that is no configuration; the message is one sentence and names the place. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the whole sentence. */
  public UnreadableException(String sentence) {
    super(sentence);
  }
}
