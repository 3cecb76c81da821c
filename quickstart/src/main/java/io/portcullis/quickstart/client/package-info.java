/** Callers of the running system, by plain HTTP: what a client, an operator and a scraper do. */
@NullMarked
package io.portcullis.quickstart.client;

import org.jspecify.annotations.NullMarked;
