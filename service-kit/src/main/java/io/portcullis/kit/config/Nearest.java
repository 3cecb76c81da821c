package io.portcullis.kit.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what the operator probably meant. */
final class Nearest {
  private Nearest() {}

  /** {@code ; did you mean 'x'?}, or the list of what is known where nothing is near. */
  static String hint(String written, Collection<String> known) {
    int within = Math.max(2, written.length() / 3);
    return known.stream()
        .filter(candidate -> distance(written, candidate) <= within)
        .min(Comparator.comparingInt(candidate -> distance(written, candidate)))
        .map(candidate -> "; did you mean '" + candidate + "'?")
        .orElse("; known here: " + String.join(", ", known));
  }

  /** Edit distance: insertions, deletions, substitutions and swaps of neighbours. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
