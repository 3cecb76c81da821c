package io.portcullis.extauthz.revocation;

/** A payload as it lies in Redis, with the seal that has not been looked at yet. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never kept
record SealedMessage(byte[] payload, String macKeyId, byte[] mac) {}
