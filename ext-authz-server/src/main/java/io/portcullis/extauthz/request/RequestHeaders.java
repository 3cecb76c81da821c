package io.portcullis.extauthz.request;

/**
 * The headers of a request, looked up where they lie. Names are given in lower case and compared
 * without case.
 */
public interface RequestHeaders {
  /** How many header fields have this name. */
  int count(String name);

  /** The value of the first field with this name, empty if there is none. */
  Octets first(String name);
}
