/** Tests of the demo's own parts. */
@NullMarked
package io.portcullis.quickstart.system;

import org.jspecify.annotations.NullMarked;
