/** What many threads do together. */
@NullMarked
package io.portcullis.kit.concurrent;

import org.jspecify.annotations.NullMarked;
