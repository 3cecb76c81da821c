package io.portcullis.extauthz.corpus;

import java.util.ArrayList;
import java.util.List;

/** All rows that come with a request. */
public final class Corpus {
  /** The last row of what a check can be asked; beyond it is the token service. */
  static final int LAST_ROW = 105;

  private Corpus() {}

  /** The rows, made for this setting. */
  public static List<CorpusRow> rows(Setting setting) {
    List<CorpusRow> rows = new ArrayList<>();
    rows.addAll(new HeaderRows(setting).rows());
    rows.addAll(new CompactFormRows(setting).rows());
    rows.addAll(new JoseHeaderRows(setting).rows());
    rows.addAll(new SignatureRows(setting).rows());
    rows.addAll(new ClaimsRows(setting).rows());
    rows.addAll(new RevocationRows(setting).rows());
    return rows;
  }
}
