/** A file as a tree of values that know their place. */
@NullMarked
package io.portcullis.envoylint.tree;

import org.jspecify.annotations.NullMarked;
