/** The command line. */
@NullMarked
package io.portcullis.envoylint;

import org.jspecify.annotations.NullMarked;
