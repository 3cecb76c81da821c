package io.portcullis.extauthz.request;

/**
 * The headers of a request, looked up where they lie. Names are given in lower case and compared
 * without case.
 */
public interface RequestHeaders {
  /** How many header fields have this name. */
  int count(String name);

  /**
   * The value of the first field with this name, one character per byte (ISO 8859-1), or the empty
   * string if there is none.
   */
  String first(String name);
}
