package io.portcullis.envoylint.envoy;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression on a header name. Envoy's engine is RE2 and matches whole names; ours may
 * backtrack without end, so that it is given a number of steps.
 */
public final class NamePattern {
  private static final int MAX_STEPS = 100_000;

  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Empty where it is no expression that both engines read. */
  public static Optional<NamePattern> of(String expression) {
    try {
      return Optional.of(new NamePattern(Pattern.compile(expression)));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether it takes the whole name; one that gives up does not. */
  public boolean matches(String name) {
    try {
      return pattern.matcher(new Counted(name)).matches();
    } catch (TooManySteps e) {
      return false;
    }
  }

  private static final class Counted implements CharSequence {
    private final String name;
    private int steps;

    Counted(String name) {
      this.name = name;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooManySteps();
      }
      return name.charAt(index);
    }

    @Override
    public int length() {
      return name.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return name.substring(start, end);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
