/** Tests of the demo's own parts. */
@NullMarked
package io.portcullis.quickstart;

import org.jspecify.annotations.NullMarked;
