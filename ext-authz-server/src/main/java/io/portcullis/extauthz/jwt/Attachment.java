package io.portcullis.extauthz.jwt;

import org.jspecify.annotations.Nullable;

/**
 * A place at a proved token for what the front door makes of it once and sends many times. It lives
 * and goes with the token. Two who fill it at once only do the work twice.
 */
public final class Attachment {
  private volatile @Nullable Object content;

  /** What was attached last; null if nothing was. */
  public @Nullable Object get() {
    return content;
  }

  /** Attaches an immutable object in place of any other. */
  public void set(Object immutable) {
    content = immutable;
  }
}
