package io.portcullis.extauthz.envoy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.extauthz.request.Octets;
import java.io.IOException;

/**
 * Reads Envoy's question: walks over the bytes of a {@code CheckRequest} to the few fields that
 * matter, where a full parse makes some hundred objects of which a dozen are looked at. A field
 * that comes twice counts as protobuf has it: the last value, the union of messages, one more item.
 *
 * <p>The raw headers are read where they are present, for they alone tell repeated headers apart;
 * the map of text otherwise.
 */
public final class CheckRequestReader {
  private static final String AUTHORIZATION = "authorization";
  private static final String API_KEY = "x-api-key";
  private static final String FORWARDED_CLIENT_CERT = "x-forwarded-client-cert";
  private static final String POLICY = "policy";

  private final OwnedHeaders owned;

  /** Watches over these headers. */
  public CheckRequestReader(OwnedHeaders owned) {
    this.owned = owned;
  }

  /** Reads a message in which anything may be missing or wrong. */
  CheckMessage read(byte[] message) {
    CheckMessage check = new CheckMessage(message);
    try {
      new Walk(message, check).checkRequest();
      check.consistent = isConsistent(check);
    } catch (IOException e) {
      check.consistent = false; // no protobuf: no proxy of ours wrote it
    }
    return check;
  }

  private boolean isConsistent(CheckMessage check) {
    return !hasAlias(check.raw)
        && !hasAlias(check.merged)
        && (check.raw.isEmpty() || check.merged.isEmpty() || agree(check));
  }

  private boolean hasAlias(HeaderFields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (owned.isAlias(fields.name(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether both places say the same wherever it matters: the credential and the owned headers. */
  private boolean agree(CheckMessage check) {
    return agreeOnNamesOf(check.raw, check) && agreeOnNamesOf(check.merged, check);
  }

  private boolean agreeOnNamesOf(HeaderFields fields, CheckMessage check) {
    for (int i = 0; i < fields.size(); i++) {
      Octets name = fields.name(i);
      if (matters(name) && !agree(HeaderNames.lower(name.text()), check)) {
        return false;
      }
    }
    return true;
  }

  private static boolean agree(String name, CheckMessage check) {
    return check.raw.count(name) == check.merged.count(name)
        && check.raw.first(name).sameAs(check.merged.first(name));
  }

  private boolean matters(Octets name) {
    return name.isTextIgnoringCase(AUTHORIZATION)
        || name.isTextIgnoringCase(API_KEY)
        || name.isTextIgnoringCase(FORWARDED_CLIENT_CERT)
        || owned.owns(name);
  }

  /**
   * One walk over one message. Numbers are those of the fields in Envoy's {@code
   * external_auth.proto} and {@code attribute_context.proto}; each method reads one message of it.
   */
  private static final class Walk {
    private final byte[] message;
    private final CodedInputStream in;
    private final CheckMessage check;
    private int begin;

    Walk(byte[] message, CheckMessage check) {
      this.message = message;
      this.in = CodedInputStream.newInstance(message);
      this.check = check;
    }

    void checkRequest() throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.CHECK_ATTRIBUTES -> attributes(enter());
          default -> skip(tag);
        }
      }
    }

    private void attributes(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.ATTRIBUTES_SOURCE -> peer(enter());
          case Tags.ATTRIBUTES_REQUEST -> request(enter());
          case Tags.ATTRIBUTES_CONTEXT_EXTENSIONS -> contextExtension(enter());
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    private void peer(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.PEER_ADDRESS -> address(enter());
          case Tags.PEER_PRINCIPAL -> check.peerPrincipal = octets();
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    private void address(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.ADDRESS_SOCKET -> socketAddress(enter());
          case Tags.ADDRESS_PIPE, Tags.ADDRESS_INTERNAL -> {
            check.sourceAddress = Octets.NONE; // one of three: the last that comes counts
            skip(tag);
          }
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    private void socketAddress(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.SOCKET_ADDRESS -> check.sourceAddress = octets();
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    private void request(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.REQUEST_HTTP -> http(enter());
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    private void http(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.HTTP_ID -> check.id = octets();
          case Tags.HTTP_METHOD -> check.method = octets();
          case Tags.HTTP_HEADERS -> header(enter(), check.merged);
          case Tags.HTTP_PATH -> check.path = octets();
          case Tags.HTTP_HOST -> check.host = octets();
          case Tags.HTTP_HEADER_MAP -> headerMap(enter());
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    private void headerMap(int outer) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.HEADER_MAP_HEADERS -> header(enter(), check.raw);
          default -> skip(tag);
        }
      }
      leave(outer);
    }

    /** An entry of the map, or a {@code HeaderValue}: Envoy fills its raw value, others may not. */
    private void header(int outer, HeaderFields fields) throws IOException {
      int nameFrom = 0;
      int nameTo = 0;
      int valueFrom = 0;
      int valueTo = 0;
      int rawFrom = 0;
      int rawTo = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.HEADER_NAME -> {
            nameTo = skipOctets();
            nameFrom = begin;
          }
          case Tags.HEADER_VALUE -> {
            valueTo = skipOctets();
            valueFrom = begin;
          }
          case Tags.HEADER_RAW_VALUE -> {
            rawTo = skipOctets();
            rawFrom = begin;
          }
          default -> skip(tag);
        }
      }
      leave(outer);
      boolean isRaw = rawTo > rawFrom && fields == check.raw;
      fields.add(nameFrom, nameTo, isRaw ? rawFrom : valueFrom, isRaw ? rawTo : valueTo);
    }

    private void contextExtension(int outer) throws IOException {
      Octets key = Octets.NONE;
      Octets value = Octets.NONE;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case Tags.ENTRY_KEY -> key = octets();
          case Tags.ENTRY_VALUE -> value = octets();
          default -> skip(tag);
        }
      }
      leave(outer);
      if (key.isText(POLICY)) {
        check.policy = value;
      }
    }

    /** Goes into a message of known length; the end of the outer one is to be kept for leaving. */
    private int enter() throws IOException {
      return in.pushLimit(in.readRawVarint32());
    }

    private void leave(int outer) throws IOException {
      in.checkLastTagWas(0);
      in.popLimit(outer);
    }

    /** Steps over a field of no interest. */
    private void skip(int tag) throws IOException {
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that never began");
      }
    }

    /** Steps over octets; afterwards they lie from {@code begin} up to what is returned. */
    private int skipOctets() throws IOException {
      int length = in.readRawVarint32();
      begin = in.getTotalBytesRead();
      in.skipRawBytes(length);
      return begin + length;
    }

    private Octets octets() throws IOException {
      int end = skipOctets();
      return new Octets(message, begin, end);
    }
  }
}
