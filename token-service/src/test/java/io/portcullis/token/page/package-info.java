@org.jspecify.annotations.NullMarked
package io.portcullis.token.page;
