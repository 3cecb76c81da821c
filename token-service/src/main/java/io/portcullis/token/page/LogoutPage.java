package io.portcullis.token.page;

import org.jspecify.annotations.Nullable;

/**
 * Asks whether a user wants to log out.
 *
 * @param parameters of the client's request, form-encoded, to go on with afterwards
 */
public record LogoutPage(String action, String csrf, String email, @Nullable String parameters) {}
