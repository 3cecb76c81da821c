/** The numbered bad inputs, as data: each is asked inside the process and over the real port. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.corpus;
