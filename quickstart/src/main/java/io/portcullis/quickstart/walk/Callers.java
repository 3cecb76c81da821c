package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.AdminClient;
import io.portcullis.quickstart.client.Edge;
import io.portcullis.quickstart.client.Metrics;
import io.portcullis.quickstart.client.TokenClient;

/**
 * Who calls the running system.
 *
 * @param tokens an application at the token service
 * @param admin an operator
 * @param edge a client of the protected API, through Envoy
 * @param metrics a scraper of the ext-authz-server
 */
public record Callers(TokenClient tokens, AdminClient admin, Edge edge, Metrics metrics) {}
