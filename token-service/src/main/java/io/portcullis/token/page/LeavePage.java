package io.portcullis.token.page;

/**
 * Sends a browser on by itself.
 *
 * @param name of where it goes
 */
public record LeavePage(String name, String address) {}
