/** The main job told aloud: steps that act, check the answer and say the figure. */
@NullMarked
package io.portcullis.quickstart.walk;

import org.jspecify.annotations.NullMarked;
