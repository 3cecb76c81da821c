package io.portcullis.token.http;

/**
 * A malformed request, found while it is read. The one expected failure that is thrown: a parser
 * has many exits and only one thing to say.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
