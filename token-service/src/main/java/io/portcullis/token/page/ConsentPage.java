package io.portcullis.token.page;

import java.util.List;

/**
 * Asks whether a user agrees.
 *
 * @param destination host or scheme of the redirect URI
 * @param email who is logged in
 */
public record ConsentPage(
    String action,
    String csrf,
    String clientId,
    List<String> scopes,
    String destination,
    String email) {}
