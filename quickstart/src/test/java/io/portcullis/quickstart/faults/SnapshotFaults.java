package io.portcullis.quickstart.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What happens to a node's snapshot of the revocations. */
final class SnapshotFaults {
  private static final String LOADED = "portcullis_revocation_snapshot_total{outcome=\"loaded\"}";

  private SnapshotFaults() {}

  /** How a file is spoilt. */
  private enum Damage {
    TORN,
    ONE_BIT,
    SCRAMBLED
  }

  /** F15: it was torn, or bits of it have flipped, while the node was away: it is not used. */
  static void snapshotIsSpoilt(FaultSystem system, Load load, Random random) throws Exception {
    CheckNode victim = any(system, random);
    victim.server().stop();
    Path file = victim.snapshot();
    byte[] bytes = Files.readAllBytes(file);
    Damage[] damages = Damage.values();
    Files.write(file, spoilt(bytes, damages[random.nextInt(damages.length)], random));
    restart(victim);
    expectLoaded(victim, 0);
  }

  /** F15: it is that of another node, which may be of another mode. */
  static void snapshotIsAnotherNodes(FaultSystem system, Load load, Random random)
      throws Exception {
    int which = random.nextInt(system.checks().size());
    CheckNode victim = system.checks().get(which);
    CheckNode other = system.checks().get((which + 1 + random.nextInt(2)) % system.checks().size());
    victim.server().stop();
    other.server().stop();
    replace(victim.snapshot(), Files.readAllBytes(other.snapshot()));
    restart(victim);
    expectLoaded(victim, 1);
    restart(other);
  }

  /** F15: it is an old one of its own, and the newer ones are lost. */
  static void snapshotIsOld(FaultSystem system, Load load, Random random) throws Exception {
    CheckNode victim = any(system, random);
    victim.server().stop();
    byte[] old = Files.readAllBytes(victim.snapshot());
    restart(victim);
    Thread.sleep(1_000L + random.nextInt(1_000));
    victim.server().stop();
    replace(victim.snapshot(), old);
    restart(victim);
    expectLoaded(victim, 1);
  }

  /** F16: the disk has no room for a new one; the old one stays. */
  static void snapshotHasNoRoom(FaultSystem system, Load load, Random random) throws Exception {
    CheckNode victim = any(system, random);
    victim.server().stop();
    byte[] old = Files.readAllBytes(victim.snapshot());
    restart(victim);
    Thread.sleep(1_000L + random.nextInt(1_000));
    victim.server().limit("fsize", Integer.toString(random.nextInt(old.length)));
    victim.server().stop();
    if (!Arrays.equals(old, Files.readAllBytes(victim.snapshot()))) {
      throw new IllegalStateException("there was room for a snapshot");
    }
    restart(victim);
    expectLoaded(victim, 1);
  }

  private static byte[] spoilt(byte[] bytes, Damage damage, Random random) {
    return switch (damage) {
      case TORN -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case ONE_BIT -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        yield bytes;
      }
      case SCRAMBLED -> {
        // The middle half, where the entries are.
        for (int i = bytes.length / 4; i < bytes.length * 3 / 4; i++) {
          bytes[i] = (byte) random.nextInt();
        }
        yield bytes;
      }
    };
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling("snapshot.next");
    Files.write(next, bytes);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void restart(CheckNode node) {
    node.server().start();
    node.reconnect();
  }

  private static void expectLoaded(CheckNode node, int times)
      throws IOException, InterruptedException {
    double loaded = node.metrics().largest(LOADED).orElse(-1);
    if (loaded != times) {
      throw new IllegalStateException(
          node.server().name() + " has loaded its snapshot " + loaded + " times");
    }
  }

  private static CheckNode any(FaultSystem system, Random random) {
    List<CheckNode> nodes = system.checks();
    return nodes.get(random.nextInt(nodes.size()));
  }
}
