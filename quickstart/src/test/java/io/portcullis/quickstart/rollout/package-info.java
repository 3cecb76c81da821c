/** Servers are replaced under load, and nobody is refused for it. */
@NullMarked
package io.portcullis.quickstart.rollout;

import org.jspecify.annotations.NullMarked;
