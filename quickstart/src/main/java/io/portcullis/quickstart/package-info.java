/** {@code make demo}: the whole system on embedded defaults, and its walk-through. */
@NullMarked
package io.portcullis.quickstart;

import org.jspecify.annotations.NullMarked;
