/** The front door: reads and writes the messages of Envoy's external authorization. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.envoy;
