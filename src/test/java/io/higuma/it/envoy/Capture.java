package io.higuma.it.envoy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What passed the interface of a pod. */
public final class Capture implements AutoCloseable {
  private final Process process;
  private final Path file;

  Capture(Pod pod) {
    Path program = pod.folder().resolve("watch.py");
    try {
      Files.copy(Path.of("dev", "demo", "watch.py"), program, StandardCopyOption.REPLACE_EXISTING);
      file = pod.folder().resolve("capture");
      process = pod.start(User.ROOT, "capture", List.of("python3", program.toString(), "eth0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().until(() -> saw("listening"));
  }

  /** Whether this text passed as it stands here. */
  public boolean saw(String text) {
    try {
      // One byte is one character, so nothing is lost.
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of all packets so far. */
  public long size() {
    return file.toFile().length();
  }

  @Override
  public void close() {
    Pod.end(process);
  }
}
