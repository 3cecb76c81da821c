package io.portcullis.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon's DynamoDB Local in a JVM of its own, with its own class path, in memory. Any credentials
 * and any region see the same tables.
 *
 * <p>It never throttles, and never lets a transaction fail by conflict alone.
 */
public final class DynamoDbLocal implements Fixture {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final int PROBE_TIMEOUT_MILLIS = 20_000;
  static final String ANY_CREDENTIAL =
      "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/dynamodb/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  private static final Pattern TABLES = Pattern.compile("\"TableNames\":\\[(.*?)]");
  private static final Idle<DynamoDbLocal> IDLE = new Idle<>(DynamoDbLocal::end);

  private final ScratchFolder folder;
  private final ChildProcess process;
  private final URI endpoint;
  private final boolean lent;

  private DynamoDbLocal(ScratchFolder folder, ChildProcess process, URI endpoint, boolean lent) {
    this.folder = folder;
    this.process = process;
    this.endpoint = endpoint;
    this.lent = lent;
  }

  /**
   * One without tables for a test's time: what an earlier test of this JVM has closed, or a new
   * one. To start one takes longer than most tests.
   */
  public static DynamoDbLocal lend() {
    DynamoDbLocal local = IDLE.take().orElseGet(DynamoDbLocal::start);
    return new DynamoDbLocal(local.folder, local.process, local.endpoint, true);
  }

  /** Starts it on a free port. */
  public static DynamoDbLocal start() {
    return start(FreePorts.next());
  }

  /** Starts it on this port, and returns once it answers. */
  public static DynamoDbLocal start(int port) {
    ScratchFolder folder = ScratchFolder.create("dynamodb");
    ChildProcess process =
        ChildProcess.start("dynamodb-local", folder.path(), Map.of(), command(port));
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    DynamoDbLocal started = new DynamoDbLocal(folder, process, endpoint, false);
    try {
      process.await("it answers at " + endpoint, START_TIMEOUT, started::listsTables);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL: all tables are gone. */
  public void kill() {
    process.kill();
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
    if (lent && isEmptied()) {
      IDLE.put(this);
    } else {
      end();
    }
  }

  private void end() {
    process.close();
    folder.delete();
  }

  private static List<String> command(int port) {
    Path target = Repository.root().resolve("test-kit/dynamodb-local/target");
    Path libs = target.resolve("libs");
    if (!Files.isDirectory(libs)) {
      throw new FixtureException(
          "DynamoDB Local is not in " + libs + ": build the module test-kit/dynamodb-local");
    }
    return List.of(
        Repository.java().toString(),
        // It lives for seconds to minutes: a quick start counts for more than peak speed.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.library.path=" + libs,
        "-cp",
        target.resolve("classes") + File.pathSeparator + libs + "/*",
        "io.portcullis.testkit.dynamodb.Main",
        Integer.toString(port));
  }

  private boolean isEmptied() {
    try {
      String names = tables();
      for (String name : names.isEmpty() ? new String[0] : names.split(",")) {
        call("DeleteTable", "{\"TableName\":" + name + "}");
      }
      return tables().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** A real request, so that its first one, which loads half of its classes, is not a test's. */
  private boolean listsTables() {
    try {
      tables();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Quoted names, with commas between them. */
  private String tables() throws IOException {
    String answer = call("ListTables", "{}");
    Matcher matcher = TABLES.matcher(answer);
    if (!matcher.find()) {
      throw new IOException("no list of tables: " + answer);
    }
    return matcher.group(1);
  }

  private String call(String operation, String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
    connection.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
    connection.setReadTimeout(PROBE_TIMEOUT_MILLIS);
    connection.setRequestProperty("x-amz-target", "DynamoDB_20120810." + operation);
    connection.setRequestProperty("content-type", "application/x-amz-json-1.0");
    connection.setRequestProperty("authorization", ANY_CREDENTIAL);
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    try (InputStream answer = connection.getInputStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
