/** Connections to one Redis server or a Redis Cluster, with bounded waits. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.redis;
