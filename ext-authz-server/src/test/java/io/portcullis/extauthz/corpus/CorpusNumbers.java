package io.portcullis.extauthz.corpus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rows of the corpus that a test covers by itself, beyond those of {@link Corpus}. */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CorpusNumbers {
  /** Numbers of the corpus. */
  int[] value();
}
