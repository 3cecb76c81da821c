package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.envoy.Configuration;

/** Looks at a configuration for one kind of mistake. */
@FunctionalInterface
interface Check {
  void look(Configuration configuration, Expectations expectations, Sink sink);
}
