/** What of an Envoy configuration matters to ext_authz, found in such a tree. */
@NullMarked
package io.portcullis.envoylint.envoy;

import org.jspecify.annotations.NullMarked;
