package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.AdminClient;
import io.portcullis.quickstart.client.TokenClient;

/** A token service and its callers. */
record TokenNode(ServerNode server, TokenClient tokens, AdminClient admin) {}
