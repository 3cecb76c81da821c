package io.portcullis.token.page;

import org.jspecify.annotations.Nullable;

/**
 * Says something.
 *
 * @param title key of its text
 * @param message what it says
 * @param requestId by which it is found in the log, for errors
 * @param back address of the login page, where one can go on from there
 */
public record MessagePage(
    String title, Notice message, @Nullable String requestId, @Nullable String back) {}
