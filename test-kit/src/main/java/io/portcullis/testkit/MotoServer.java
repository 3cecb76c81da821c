package io.portcullis.testkit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * moto's server, which answers like AWS KMS: P-256 and RSA, no Ed25519. Any credentials see the
 * same keys; they live in memory.
 */
public final class MotoServer implements Fixture {
  public static final String REGION = "us-east-1";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final int CALL_TIMEOUT_MILLIS = 20_000;
  private static final Pattern KEY_ID = Pattern.compile("\"KeyId\": ?\"([^\"]+)\"");
  private static final String ANY_CREDENTIAL =
      "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/kms/aws4_request, SignedHeaders=host,"
          + " Signature=00";

  private final ScratchFolder folder;
  private final ChildProcess process;
  private final URI endpoint;

  private MotoServer(ScratchFolder folder, ChildProcess process, URI endpoint) {
    this.folder = folder;
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts it on a free port, and returns once it answers. */
  public static MotoServer start() {
    ScratchFolder folder = ScratchFolder.create("moto");
    int port = FreePorts.next();
    ChildProcess process =
        ChildProcess.start(
            "moto",
            folder.path(),
            Map.of(),
            List.of(
                Repository.program("moto_server").toString(),
                "-H",
                "127.0.0.1",
                "-p",
                Integer.toString(port)));
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    MotoServer started = new MotoServer(folder, process, endpoint);
    try {
      process.await("it answers at " + endpoint, START_TIMEOUT, started::listsKeys);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** A new symmetric key, as an operator makes one to wrap others by; its id. */
  public String newWrappingKey() {
    try {
      Matcher id = KEY_ID.matcher(call("CreateKey", "{}"));
      if (!id.find()) {
        throw new FixtureException("moto made a key without an id");
      }
      return id.group(1);
    } catch (IOException e) {
      throw new FixtureException("moto makes no key", e);
    }
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  public void pause() {
    process.pause();
  }

  /** SIGCONT. */
  public void resume() {
    process.resume();
  }

  @Override
  public String logTail() {
    return process.logTail();
  }

  @Override
  public void close() {
    process.close();
    folder.delete();
  }

  private boolean listsKeys() {
    try {
      call("ListKeys", "{}");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String call(String operation, String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
    connection.setConnectTimeout(CALL_TIMEOUT_MILLIS);
    connection.setReadTimeout(CALL_TIMEOUT_MILLIS);
    connection.setRequestProperty("x-amz-target", "TrentService." + operation);
    connection.setRequestProperty("content-type", "application/x-amz-json-1.1");
    connection.setRequestProperty("authorization", ANY_CREDENTIAL);
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
