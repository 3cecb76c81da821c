package io.portcullis.quickstart.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFolderTest {
  @TempDir private Path scratch;

  @Test
  void onlyTheOwnerMayReadWhatIsWritten() throws Exception {
    try (PrivateFolder folder = new PrivateFolder(scratch)) {
      Path file = folder.write("secret", "text");
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void closingRemovesWhatWasWrittenAndNothingElse() throws Exception {
    Path other = Files.writeString(scratch.resolve("server.log"), "kept");
    try (PrivateFolder folder = new PrivateFolder(scratch)) {
      folder.write("secret", "text");
      folder.willRemove("made-by-a-server");
      Files.writeString(scratch.resolve("made-by-a-server"), "text");
    }
    try (var left = Files.list(scratch)) {
      assertThat(left).containsExactly(other);
    }
  }
}
