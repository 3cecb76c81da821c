package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the server knows what is revoked. */
public enum RevocationMode {
  /** The whole set in memory. */
  REPLICA,
  /** Answers of Redis, cached for a while. */
  @JsonProperty("near-cache")
  NEAR_CACHE,
  /** Not at all: verification only. */
  NONE
}
