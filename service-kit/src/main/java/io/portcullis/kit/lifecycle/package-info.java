/** What a process starts it also stops, in reverse order and in bounded time. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.lifecycle;
