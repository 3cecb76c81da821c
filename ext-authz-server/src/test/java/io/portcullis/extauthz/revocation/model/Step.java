package io.portcullis.extauthz.revocation.model;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** One thing that one party may do, in one go, in every state in which it is possible. */
record Step(String name, Predicate<State> possible, Consumer<State> change) {}
