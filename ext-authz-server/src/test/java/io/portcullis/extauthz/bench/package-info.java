/** What a check costs, and the measure it is compared with. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.bench;
