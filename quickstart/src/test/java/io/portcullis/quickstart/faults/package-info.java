/** What may break is broken on purpose, and every answer is compared with every revocation. */
@NullMarked
package io.portcullis.quickstart.faults;

import org.jspecify.annotations.NullMarked;
