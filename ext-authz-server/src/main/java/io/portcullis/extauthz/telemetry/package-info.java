/**
 * Watches the rooms: metrics, each declared once, and the log lines of what happens beside the
 * checks.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.telemetry;
