package io.portcullis.token.authorization;

/**
 * A user who has been sent to log in at another provider, from an interaction.
 *
 * @param provider our name for it
 * @param interaction its id
 * @param startedAtMillis Unix milliseconds
 */
public record ProviderVisit(String provider, String interaction, long startedAtMillis) {}
