package io.portcullis.extauthz.revocation;

import java.util.List;

/** What one read of a shard's two streams brought, each in its order; both may be empty. */
record StreamBatch(List<StreamEntry> items, List<StreamEntry> heartbeats) {}
