package io.portcullis.extauthz.jwt;

/**
 * What stands for a token in the cache: 128 bits that nobody outside this process can compute or
 * predict, over every octet of it. A dump of the cache shows no token.
 */
record TokenTag(long low, long high) {
  @Override
  public int hashCode() {
    return Long.hashCode(low); // as good as both: the bits of a tag are independent
  }
}
