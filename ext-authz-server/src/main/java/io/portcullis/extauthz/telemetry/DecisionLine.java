package io.portcullis.extauthz.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Decision.TokenSource;
import io.portcullis.extauthz.decision.IdentityClaim;
import io.portcullis.extauthz.jwt.ProvenToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a decision as one line of JSON. Ids of people and things are hashed; a token is never part
 * of it. For one thread.
 */
final class DecisionLine {
  private final JsonFactory json = new JsonFactory();
  private final IdHash hash;
  private final Set<String> masked;

  /** Leaves out the {@code masked} fields. */
  DecisionLine(IdHash hash, Set<String> masked) {
    this.hash = hash;
    this.masked = masked;
  }

  /** The line, with its end. */
  String of(DecisionRecord entry) {
    StringWriter line = new StringWriter();
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("log", "decision");
      out.writeStringField("time", Instant.ofEpochMilli(entry.timeMillis()).toString());
      request(entry, out);
      switch (entry.decision()) {
        case Denied denied -> denial(denied, out);
        case Allowed allowed -> allowance(allowed, out);
      }
      positions(entry.positions(), out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every line", e);
    }
    return line.append('\n').toString();
  }

  private void request(DecisionRecord entry, JsonGenerator out) throws IOException {
    text("request_id", entry.requestId(), out);
    text("method", entry.method(), out);
    text("host", entry.host(), out);
    text("path", entry.path(), out);
    text("source_address", entry.sourceAddress(), out);
  }

  private void denial(Denied denied, JsonGenerator out) throws IOException {
    decision("deny", denied.policy(), denied.reason().code(), denied.source(), out);
    caller(denied.caller(), out);
  }

  private void allowance(Allowed allowed, JsonGenerator out) throws IOException {
    @Nullable Denied shadowed = allowed.shadowed();
    String reason = shadowed == null ? "ok" : shadowed.reason().code();
    decision("allow", allowed.policy(), reason, allowed.source(), out);
    out.writeBooleanField("shadow", shadowed != null);
    caller(shadowed == null ? allowed.caller() : shadowed.caller(), out);
  }

  private void caller(Caller caller, JsonGenerator out) throws IOException {
    switch (caller) {
      case Caller.Anonymous _ -> {}
      case Caller.Workload workload -> id("subject", workload.value(IdentityClaim.SUBJECT), out);
      case Caller.Bearer bearer -> {
        token(bearer.token(), out);
        if (bearer.revocationAgeMillis() != Long.MAX_VALUE) {
          out.writeNumberField("revocation_age_ms", bearer.revocationAgeMillis());
        }
      }
    }
  }

  private void decision(
      String decision, String policy, String reason, TokenSource source, JsonGenerator out)
      throws IOException {
    out.writeStringField("decision", decision);
    out.writeStringField("reason", reason);
    out.writeStringField("policy", policy);
    out.writeStringField("source", source.label());
  }

  private void token(ProvenToken token, JsonGenerator out) throws IOException {
    text("issuer", token.token().issuer(), out);
    text("key", token.token().keyId(), out);
    text("tenant", token.token().tenant(), out);
    id("subject", token.token().subject(), out);
    id("session", token.token().sessionId(), out);
    id("client", token.token().clientId(), out);
    id("token", token.token().tokenId(), out);
  }

  private void positions(Map<String, String> positions, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("revocation_positions");
    for (Map.Entry<String, String> shard : positions.entrySet()) {
      out.writeStringField(shard.getKey(), shard.getValue());
    }
    out.writeEndObject();
  }

  private void id(String field, String id, JsonGenerator out) throws IOException {
    text(field, id.isEmpty() ? id : hash.of(field, id), out);
  }

  private void text(String field, String text, JsonGenerator out) throws IOException {
    if (!text.isEmpty() && !masked.contains(field)) {
      out.writeStringField(field, text);
    }
  }
}
