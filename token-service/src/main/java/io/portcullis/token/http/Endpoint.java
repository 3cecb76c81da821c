package io.portcullis.token.http;

/** Answers one method of one path. */
public interface Endpoint {
  /** The answer. A throw is a bug or broken storage and is answered at one place for all. */
  Reply answer(Call call);
}
