package io.higuma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.higuma.cli.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Files that hold what a test expects, under {@code src/test/resources/<package>/<test class>}, one
 * folder for each scenario: {@code in-*} is given, {@code out-*} is expected. They are compared as
 * text, so that a failure reads as a diff. {@code -Dhiguma.golden=rewrite} writes what is expected
 * anew; a file that no test used is a mistake.
 */
public final class Golden {
  private static final boolean REWRITE =
      System.getProperty("higuma.golden", "compare").equals("rewrite");

  private final Path root;
  private final Set<Path> used = ConcurrentHashMap.newKeySet();

  private Golden(Path root) {
    this.root = root;
  }

  /** The files of a test class. */
  public static Golden of(Class<?> test) {
    return new Golden(Path.of("src/test/resources", test.getName().split("\\.")));
  }

  /** The folders, sorted by name. */
  public List<Path> scenarios() {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An input; empty when the scenario has none of that name. */
  public Optional<String> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    used.add(file);
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Expects a text, or an object as YAML. */
  public void assertMatches(Path file, Object actual) {
    String text = actual instanceof String string ? string : YamlText.of(actual);
    used.add(file);
    try {
      if (REWRITE) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return;
      }
      if (!Files.exists(file)) {
        fail("%s is missing; with -Dhiguma.golden=rewrite it would become:%n%s", file, text);
      }
      assertThat(text).as(file.toString()).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Call it when all tests have run. When rewriting, an expectation that nobody used goes. */
  public void assertEveryFileUsed() {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> unused =
          files.filter(Files::isRegularFile).filter(file -> !used.contains(file)).sorted().toList();
      if (!REWRITE) {
        assertThat(unused).as("files that no test used").isEmpty();
        return;
      }
      for (Path file : unused) {
        if (file.getFileName().toString().startsWith("out-")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
