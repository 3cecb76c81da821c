/** Metrics: declared once, served in the Prometheus text format. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.telemetry;
