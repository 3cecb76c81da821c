package io.portcullis.envoylint.tree;

/** A value of the configuration, and where it is written. */
public sealed interface Value permits Mapping, Items, Scalar {
  /** The place of its key, where one looks for it; of an item or a root, its own beginning. */
  Place place();

  /** The way to it from the root of its file. */
  FieldPath path();
}
