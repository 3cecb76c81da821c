@NullMarked
package io.portcullis.envoylint.rule;

import org.jspecify.annotations.NullMarked;
