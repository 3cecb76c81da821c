/** What users see: templates, texts in their language, one stylesheet and no script. */
@NullMarked
package io.portcullis.token.page;

import org.jspecify.annotations.NullMarked;
