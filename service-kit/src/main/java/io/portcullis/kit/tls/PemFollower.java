package io.portcullis.kit.tls;

import io.portcullis.kit.lifecycle.StartupException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files of certificates and keys, and reads them again when they change. All are put in force
 * together or not at all; what is refused is said once, and the last good ones stay.
 *
 * <p>Their bytes are compared, once a second. gRPC's own {@code AdvancedTlsX509KeyManager} looks at
 * the times of the files and takes a new certificate only together with a new key; a certificate
 * renewed for the same key would run out.
 */
public final class PemFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PemFollower.class);
  private static final long POLL_MILLIS = 1_000;

  private final String section;
  private final List<PemFile> files;
  private final Use use;
  private final Thread thread;
  private List<byte[]> judged;

  /** What is done with them. */
  public interface Use {
    /**
     * Puts what the files hold in force, in their order.
     *
     * @throws StartupException saying why it cannot be, whereupon nothing has changed
     */
    void take(List<byte[]> contents) throws StartupException;

    /** What the files hold now was refused. */
    void refused();
  }

  private PemFollower(String section, List<PemFile> files, Use use, List<byte[]> contents) {
    this.section = section;
    this.files = List.copyOf(files);
    this.use = use;
    this.judged = contents;
    this.thread = Thread.ofPlatform().daemon().name(section + "-files").unstarted(this::run);
  }

  /**
   * Puts the files in force and follows them; whoever cannot start without them learns why.
   *
   * @param section of the configuration that names them, for the log
   */
  public static PemFollower open(String section, List<PemFile> files, Use use)
      throws StartupException {
    List<byte[]> contents = read(files);
    use.take(contents);
    PemFollower follower = new PemFollower(section, files, use, contents);
    follower.thread.start();
    return follower;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(POLL_MILLIS);
        safeLook();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A fault of our own must not end the watching, which nobody would begin again. */
  private void safeLook() throws InterruptedException {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("the files of {} could not be looked at; this is a bug", section, e);
    }
  }

  /** A file that is away for a moment, or half written, gets another second before it is judged. */
  private void look() throws InterruptedException {
    if (!same(readOrNone(), judged)) {
      Thread.sleep(POLL_MILLIS);
      judge();
    }
  }

  private List<byte[]> readOrNone() {
    try {
      return read(files);
    } catch (StartupException e) {
      return List.of();
    }
  }

  private void judge() {
    List<byte[]> contents = List.of();
    try {
      contents = read(files);
      use.take(contents);
      judged = contents;
      LOG.info("{}: new files are in force for new connections", section);
    } catch (StartupException e) {
      refuse(contents, e);
    }
  }

  private void refuse(List<byte[]> contents, StartupException reason) {
    if (!same(contents, judged)) {
      judged = contents;
      use.refused();
      LOG.warn("{}; the last good ones stay in force", reason.getMessage());
    }
  }

  private static List<byte[]> read(List<PemFile> files) throws StartupException {
    List<byte[]> contents = new ArrayList<>();
    for (PemFile file : files) {
      contents.add(file.read());
    }
    return contents;
  }

  private static boolean same(List<byte[]> one, List<byte[]> other) {
    return Arrays.deepEquals(one.toArray(), other.toArray());
  }
}
