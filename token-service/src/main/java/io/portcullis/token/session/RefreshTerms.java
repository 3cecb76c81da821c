package io.portcullis.token.session;

import java.time.Duration;
import java.util.Optional;

/**
 * How one refresh is to be judged.
 *
 * @param clientId the client that presents the token, authenticated if it is confidential
 * @param grace 0 to 60 s: how long a used token of this client's still answers with its successor;
 *     empty for what is configured for all
 * @param rotates false for a client that goes on with the same token
 * @param arrivedMillis when the request came, before anything was read; Unix milliseconds. A retry
 *     that was in time is not theft because storage was slow
 */
public record RefreshTerms(
    String clientId, Optional<Duration> grace, boolean rotates, long arrivedMillis) {}
