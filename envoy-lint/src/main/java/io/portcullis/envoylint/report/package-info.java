/** How findings are written down. */
@NullMarked
package io.portcullis.envoylint.report;

import org.jspecify.annotations.NullMarked;
