package io.portcullis.token.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the admin API.
 *
 * @param bootstrapTokenFile an opaque credential to be sent as Bearer; without it nobody may
 */
public record AdminConfig(@Nullable Path bootstrapTokenFile) {}
