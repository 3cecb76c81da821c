package io.portcullis.token.backchannel;

import java.net.URI;

/** Takes a logout token to where a client wants it. */
interface LogoutSender {
  /** Blocks until there is an answer, or none in time. */
  Answer send(URI receiver, String logoutToken);
}
