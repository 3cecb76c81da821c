/** What is asked, free of any wire format. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.request;
