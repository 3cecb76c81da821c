/** The whole system on real parts, by plain HTTP through Envoy. */
@NullMarked
package io.portcullis.quickstart.endtoend;

import org.jspecify.annotations.NullMarked;
