package io.portcullis.testkit.dynamodb;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;

/**
 * DynamoDB Local, in memory, one set of tables for all credentials and regions. Its own command
 * line would listen on every address of the machine; this one listens on 127.0.0.1 alone, and sends
 * no telemetry.
 */
final class Main {
  private static final boolean IN_MEMORY = true;
  private static final boolean SHARED = true;

  private Main() {}

  /** One argument: the port. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.setHandler(
        new LocalDynamoDBServerHandler(
            new LocalDynamoDBRequestHandler(0, IN_MEMORY, null, SHARED, false), null));
    server.start();
    server.join();
  }
}
