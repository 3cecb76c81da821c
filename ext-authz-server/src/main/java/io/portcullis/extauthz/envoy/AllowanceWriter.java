package io.portcullis.extauthz.envoy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.IdentityClaim;
import io.portcullis.extauthz.request.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a yes. Every owned header is either overwritten or removed, always: a header that is only
 * set when there is a value lets the client's own value through (CVE-2026-30851 of Caddy).
 *
 * <p>What a yes says of a token never changes, so it is serialized once and kept with the token;
 * each answer is put together from such parts and the age of the revocation state. Making it anew
 * for each check cost more than all the rest of the check.
 */
final class AllowanceWriter {
  private static final String ALLOW = "allow";
  private static final String OK = "ok";

  /** The status of a yes is 0, which protobuf writes as nothing. */
  private static final byte[] NO_STATUS = {Tags.RESPONSE_STATUS, 0};

  /** The age at 0; a number is the last thing in it, eight bytes, the lowest first. */
  private static final byte[] AGE =
      Struct.newBuilder()
          .putFields("revocation_age_ms", MetadataValues.number(0))
          .build()
          .toByteArray();

  private final OwnedHeaders owned;
  private final Parts anonymous;
  private final Map<String, byte[]> policies = new ConcurrentHashMap<>();

  /**
   * What an answer says of its caller.
   *
   * @param writer who made them: another has other headers
   * @param http the {@code OkHttpResponse}
   * @param metadata a part of the {@code Struct} of dynamic metadata
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Parts(AllowanceWriter writer, byte[] http, byte[] metadata) {}

  AllowanceWriter(OwnedHeaders owned) {
    this.owned = owned;
    this.anonymous = new Parts(this, http(new Caller.Anonymous()), new byte[0]);
  }

  byte[] write(CheckMessage check, Allowed allowed) {
    byte[] policy = policy(allowed.policy(), allowed.shadowed());
    return switch (allowed.caller()) {
      case Caller.Anonymous _ -> join(check, anonymous, policy, Long.MAX_VALUE);
      case Caller.Workload workload ->
          join(check, new Parts(this, http(workload), metadata(workload)), policy, Long.MAX_VALUE);
      case Caller.Bearer bearer -> join(check, parts(bearer), policy, bearer.revocationAgeMillis());
    };
  }

  @SuppressWarnings("ReferenceEquality") // whether it was this very writer
  private Parts parts(Caller.Bearer bearer) {
    if (bearer.attached() instanceof Parts parts && parts.writer == this) {
      return parts;
    }
    Parts parts = new Parts(this, http(bearer), metadata(bearer));
    bearer.attach(parts);
    return parts;
  }

  private static byte[] metadata(Caller caller) {
    return MetadataValues.describe(caller).build().toByteArray();
  }

  private byte[] http(Caller caller) {
    OkHttpResponse.Builder http = OkHttpResponse.newBuilder();
    for (Map.Entry<String, IdentityClaim> header : owned.claims().entrySet()) {
      String value = caller.value(header.getValue());
      if (value.isEmpty()) {
        http.addHeadersToRemove(header.getKey());
      } else {
        http.addHeaders(HeaderOptions.overwrite(header.getKey(), value));
      }
    }
    return http.build().toByteArray();
  }

  /** In shadow mode the reason says why the request would have been denied. */
  private byte[] policy(String name, @Nullable Denied shadowed) {
    return shadowed == null
        ? policies.computeIfAbsent(name, key -> policyMetadata(key, OK))
        : policyMetadata(name, shadowed.reason().code());
  }

  private static byte[] policyMetadata(String policy, String reason) {
    return Struct.newBuilder()
        .putFields("policy", MetadataValues.text(policy))
        .putFields("decision", MetadataValues.text(ALLOW))
        .putFields("reason", MetadataValues.text(reason))
        .build()
        .toByteArray();
  }

  /** Of one length, known before: a message of protobuf is its fields, one after the other. */
  private byte[] join(CheckMessage check, Parts parts, byte[] policy, long ageMillis) {
    boolean aged = ageMillis != Long.MAX_VALUE;
    int httpLength = parts.http.length + removalsLength(check);
    int metadataLength = parts.metadata.length + policy.length + (aged ? AGE.length : 0);
    byte[] answer =
        new byte[NO_STATUS.length + fieldLength(httpLength) + fieldLength(metadataLength)];
    CodedOutputStream out = CodedOutputStream.newInstance(answer);
    try {
      out.writeRawBytes(NO_STATUS);
      out.writeUInt32NoTag(Tags.RESPONSE_OK);
      out.writeUInt32NoTag(httpLength);
      out.writeRawBytes(parts.http);
      writeRemovals(check, out);
      out.writeUInt32NoTag(Tags.RESPONSE_METADATA);
      out.writeUInt32NoTag(metadataLength);
      out.writeRawBytes(parts.metadata);
      out.writeRawBytes(policy);
      if (aged) {
        out.writeRawBytes(AGE);
        writeAge(answer, ageMillis);
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the length was wrong: a bug
    }
    return answer;
  }

  private static void writeAge(byte[] answer, long ageMillis) {
    ByteBuffer.wrap(answer)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putDouble(answer.length - Double.BYTES, (double) ageMillis);
  }

  private static int fieldLength(int length) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
  }

  private int removalsLength(CheckMessage check) {
    int length = 0;
    for (int i = 0; i < check.raw.size(); i++) {
      length += removalLength(check.raw.name(i));
    }
    for (int i = 0; i < check.merged.size(); i++) {
      length += removalLength(check.merged.name(i));
    }
    return length;
  }

  private int removalLength(Octets name) {
    return owned.isUnclaimed(name) ? fieldLength(name.length()) : 0;
  }

  private void writeRemovals(CheckMessage check, CodedOutputStream out) throws IOException {
    for (int i = 0; i < check.raw.size(); i++) {
      writeRemoval(check.raw.name(i), out);
    }
    for (int i = 0; i < check.merged.size(); i++) {
      writeRemoval(check.merged.name(i), out);
    }
  }

  /** Envoy's own names are in lower case, and so are those that it looks for. */
  private void writeRemoval(Octets name, CodedOutputStream out) throws IOException {
    if (owned.isUnclaimed(name)) {
      out.writeUInt32NoTag(Tags.OK_HEADERS_TO_REMOVE);
      out.writeUInt32NoTag(name.length());
      for (int i = 0; i < name.length(); i++) {
        out.writeRawByte(Octets.lower(name.at(i)));
      }
    }
  }
}
