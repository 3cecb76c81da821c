package io.portcullis.extauthz.revocation.model;

/** Hears what the modelled follower is given, so that the real one can be given the same. */
public interface Tape {
  /** Hears nothing. */
  Tape NONE =
      new Tape() {
        @Override
        public void item(int generation, int epoch, int sequence) {}

        @Override
        public void spoiltItem(int generation, int epoch, int sequence) {}

        @Override
        public void beat(Beat beat) {}

        @Override
        public void reread() {}
      };

  /** "At t0 the log of this epoch held exactly {@code head} items, those below low expired." */
  record Beat(int generation, int epoch, int head, int low, int t0) {}

  void item(int generation, int epoch, int sequence);

  void spoiltItem(int generation, int epoch, int sequence);

  void beat(Beat beat);

  void reread();
}
