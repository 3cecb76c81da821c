package io.portcullis.envoylint.tree;

import java.util.List;

/** A list. */
public record Items(Place place, FieldPath path, List<Value> items) implements Value {}
