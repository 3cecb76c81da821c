package io.portcullis.token.page;

import org.jspecify.annotations.Nullable;

/**
 * A form for e-mail address and password.
 *
 * @param action where it is posted
 * @param app name of the app that asks; nothing where none does
 * @param email what is filled in already
 * @param problem key of the message why the last try failed
 */
public record LoginPage(
    String action, String csrf, @Nullable String app, String email, @Nullable String problem) {}
