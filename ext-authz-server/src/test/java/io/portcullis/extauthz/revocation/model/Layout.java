package io.portcullis.extauthz.revocation.model;

import java.util.ArrayList;
import java.util.List;

/** Gives each {@link Cell} its place. */
final class Layout {
  private final List<Cell> cells = new ArrayList<>();
  private int word;
  private int used;

  /** A number from 0 to max; one that can only be 0 takes no room. */
  Cell cell(String name, int max) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(max);
    if (used + bits > Long.SIZE) {
      word++;
      used = 0;
    }
    Cell cell = new Cell(name, max, word, used % Long.SIZE, bits);
    used += bits;
    cells.add(cell);
    return cell;
  }

  Cell flag(String name) {
    return cell(name, 1);
  }

  State zero() {
    return new State(word + 1);
  }

  /** The cells that are not 0. */
  String show(State state) {
    StringBuilder shown = new StringBuilder();
    for (Cell cell : cells) {
      if (cell.isSet(state)) {
        shown
            .append(shown.isEmpty() ? "" : ", ")
            .append(cell.name())
            .append(' ')
            .append(cell.of(state));
      }
    }
    return shown.toString();
  }
}
