package io.higuma.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Pods in the shape that well-known software has. */
final class RealPods {
  static final Path FOLDER = Path.of("src/test/resources/io/higuma/workload");

  private RealPods() {}

  static List<SamplePod> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("real"))) {
      return files.sorted().map(RealPods::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SamplePod read(Path file) {
    try {
      return new SamplePod(
          file.getFileName().toString(),
          new YAMLMapper().readValue(Files.readString(file), ObjectNode.class));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
