/** The configuration: records and their validation. The root unpacks them; rooms never see them. */
@org.jspecify.annotations.NullMarked
package io.portcullis.extauthz.config;
