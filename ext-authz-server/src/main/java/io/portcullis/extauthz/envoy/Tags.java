package io.portcullis.extauthz.envoy;

/**
 * What stands before each field on the wire: its number in Envoy's {@code .proto} files and "a
 * length follows".
 */
final class Tags {
  private static final int LENGTH_DELIMITED = 2;

  // envoy.service.auth.v3.CheckRequest
  static final int CHECK_ATTRIBUTES = 1 << 3 | LENGTH_DELIMITED;

  // envoy.service.auth.v3.AttributeContext
  static final int ATTRIBUTES_SOURCE = 1 << 3 | LENGTH_DELIMITED;
  static final int ATTRIBUTES_REQUEST = 4 << 3 | LENGTH_DELIMITED;
  static final int ATTRIBUTES_CONTEXT_EXTENSIONS = 10 << 3 | LENGTH_DELIMITED;
  static final int PEER_ADDRESS = 1 << 3 | LENGTH_DELIMITED;
  static final int PEER_PRINCIPAL = 4 << 3 | LENGTH_DELIMITED;
  static final int REQUEST_HTTP = 2 << 3 | LENGTH_DELIMITED;
  static final int HTTP_ID = 1 << 3 | LENGTH_DELIMITED;
  static final int HTTP_METHOD = 2 << 3 | LENGTH_DELIMITED;
  static final int HTTP_HEADERS = 3 << 3 | LENGTH_DELIMITED;
  static final int HTTP_PATH = 4 << 3 | LENGTH_DELIMITED;
  static final int HTTP_HOST = 5 << 3 | LENGTH_DELIMITED;
  static final int HTTP_HEADER_MAP = 13 << 3 | LENGTH_DELIMITED;

  // envoy.config.core.v3.Address and SocketAddress
  static final int ADDRESS_SOCKET = 1 << 3 | LENGTH_DELIMITED;
  static final int ADDRESS_PIPE = 2 << 3 | LENGTH_DELIMITED;
  static final int ADDRESS_INTERNAL = 3 << 3 | LENGTH_DELIMITED;
  static final int SOCKET_ADDRESS = 2 << 3 | LENGTH_DELIMITED;

  // envoy.config.core.v3.HeaderMap and HeaderValue; an entry of a map has the first two alike
  static final int HEADER_MAP_HEADERS = 1 << 3 | LENGTH_DELIMITED;
  static final int HEADER_NAME = 1 << 3 | LENGTH_DELIMITED;
  static final int HEADER_VALUE = 2 << 3 | LENGTH_DELIMITED;
  static final int HEADER_RAW_VALUE = 3 << 3 | LENGTH_DELIMITED;
  static final int ENTRY_KEY = 1 << 3 | LENGTH_DELIMITED;
  static final int ENTRY_VALUE = 2 << 3 | LENGTH_DELIMITED;

  // envoy.service.auth.v3.CheckResponse, where only a yes is written by hand
  static final int RESPONSE_STATUS = 1 << 3 | LENGTH_DELIMITED;
  static final int RESPONSE_OK = 3 << 3 | LENGTH_DELIMITED;
  static final int OK_HEADERS_TO_REMOVE = 5 << 3 | LENGTH_DELIMITED;
  static final int RESPONSE_METADATA = 4 << 3 | LENGTH_DELIMITED;

  private Tags() {}
}
