/**
 * The wiring: reads the configuration, builds the rooms by constructors, starts and drains them.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz;
