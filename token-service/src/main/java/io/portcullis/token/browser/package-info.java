/**
 * The front door for people: authorization, login, consent, logout and one's own sessions, by pages
 * without script.
 */
@NullMarked
package io.portcullis.token.browser;

import org.jspecify.annotations.NullMarked;
