/**
 * Real parts for tests and the demo, each a child process on loopback: Redis Cluster, DynamoDB
 * Local, Envoy and our own servers; beside them a token factory, a clock to turn by hand, and the
 * demo's upstream.
 */
@NullMarked
package io.portcullis.testkit;

import org.jspecify.annotations.NullMarked;
