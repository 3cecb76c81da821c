/** Runs one of our servers, as a process of its own, by a wall clock that is wrong. */
@NullMarked
package io.portcullis.testkit.clock;

import org.jspecify.annotations.NullMarked;
