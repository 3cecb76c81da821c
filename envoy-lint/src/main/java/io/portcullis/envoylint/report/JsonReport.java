package io.portcullis.envoylint.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.envoylint.rule.Finding;
import io.portcullis.envoylint.rule.Rule;
import io.portcullis.envoylint.rule.Severity;
import java.io.IOException;
import java.io.StringWriter;

/** For programs: {@code {"files", "findings": […], "errors", "warnings"}}. */
public final class JsonReport {
  private JsonReport() {}

  /** The whole report; ends without a line feed. */
  public static String of(Report report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      write(report, json);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return text.toString();
  }

  private static void write(Report report, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("files");
    for (String file : report.files()) {
      json.writeString(file);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      write(finding, json);
    }
    json.writeEndArray();
    json.writeNumberField("errors", report.count(Severity.ERROR));
    json.writeNumberField("warnings", report.count(Severity.WARNING));
    json.writeEndObject();
  }

  private static void write(Finding finding, JsonGenerator json) throws IOException {
    Rule rule = finding.rule();
    json.writeStartObject();
    json.writeStringField("rule", rule.id());
    json.writeStringField("severity", rule.severity().toString());
    json.writeStringField("file", finding.place().file());
    json.writeNumberField("line", finding.place().line());
    json.writeNumberField("column", finding.place().column());
    json.writeStringField("path", finding.path());
    json.writeStringField("found", finding.found());
    json.writeStringField("risk", rule.risk());
    json.writeStringField("remedy", rule.remedy());
    json.writeEndObject();
  }
}
