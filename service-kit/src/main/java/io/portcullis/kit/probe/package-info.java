/** The probes an orchestrator asks. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.probe;
