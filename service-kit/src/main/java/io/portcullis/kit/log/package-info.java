/** Log lines as JSON on standard output. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.log;
