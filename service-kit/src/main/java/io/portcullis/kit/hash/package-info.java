/** Hashes. */
@NullMarked
package io.portcullis.kit.hash;

import org.jspecify.annotations.NullMarked;
