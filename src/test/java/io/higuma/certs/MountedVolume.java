package io.higuma.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A folder that changes as the volume of a Secret does: all files at once, by a link. */
final class MountedVolume {
  private final Path folder;
  private final Map<String, String> files = new TreeMap<>();
  private @Nullable Path before;
  private int version;

  MountedVolume(Path folder) {
    this.folder = folder;
  }

  void put(String file, String content) throws IOException {
    put(Map.of(file, content));
  }

  void put(Map<String, String> changed) throws IOException {
    files.putAll(changed);
    Path now = Files.createDirectory(folder.resolve("..version_" + version++));
    for (var file : files.entrySet()) {
      Files.writeString(now.resolve(file.getKey()), file.getValue());
    }
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), now.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (String file : files.keySet()) {
      Path visible = folder.resolve(file);
      if (!Files.isSymbolicLink(visible)) {
        Files.createSymbolicLink(visible, Path.of("..data", file));
      }
    }
    Path former = before;
    if (former != null) {
      for (String file : files.keySet()) {
        Files.deleteIfExists(former.resolve(file));
      }
      Files.delete(former);
    }
    before = now;
  }
}
