package io.portcullis.token.authorization;

/** What a consent is known by: who lets whom use what. */
public record ConsentKey(String tenant, String userId, String clientId, String audience) {}
