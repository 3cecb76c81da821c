package io.portcullis.token.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a user agrees.
 *
 * @param app its name
 * @param audience what the app wants to use, where that is not its usual one
 * @param destination host or scheme of the redirect URI
 * @param email who is logged in
 */
public record ConsentPage(
    String action,
    String csrf,
    String app,
    List<String> scopes,
    @Nullable String audience,
    String destination,
    String email) {}
