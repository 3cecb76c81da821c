/** Certificates and keys in PEM files, and following these as they are renewed. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.tls;
