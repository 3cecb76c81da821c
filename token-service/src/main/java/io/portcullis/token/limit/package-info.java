/** How often one caller may ask for what is dear or dangerous. */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.limit;
