package io.portcullis.token.http;

import java.time.Duration;

/**
 * What a listener spends on one caller.
 *
 * @param bodyBytes of a request
 * @param headerBytes of a request
 * @param readTimeout silence after which a connection is closed, and how long a whole body may take
 * @param concurrentRequests more are answered 503
 * @param trustedProxies how many of ours stand before it, whose {@code X-Forwarded-For} counts
 * @param drain how long requests under way may take when the listener closes
 */
public record HttpLimits(
    int bodyBytes,
    int headerBytes,
    Duration readTimeout,
    int concurrentRequests,
    int trustedProxies,
    Duration drain) {}
