/** Reads a tree of records from YAML and the environment, and reports all faults together. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.config;
