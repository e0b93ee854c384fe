package io.higuma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder with the inputs of a test and what came out when a person last looked at it. Run with
 * {@code -Dhiguma.golden=rewrite} to write the outputs anew, then read the diff.
 *
 * <p>Use it in a try block: closing it fails for files that the test did not use, and, when
 * rewriting, deletes outputs among them.
 */
public final class Golden implements AutoCloseable {
  private static final boolean REWRITE = "rewrite".equals(System.getProperty("higuma.golden"));
  private static final ObjectMapper YAML =
      new YAMLMapper(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path folder;
  private final TreeSet<String> used = new TreeSet<>();

  private Golden(Path folder) {
    this.folder = folder;
  }

  public static Golden of(Path folder) {
    return new Golden(folder);
  }

  /** The folders under {@code src/test/resources/<package>/<test>/}, one for each scenario. */
  public static Stream<Path> scenarios(Class<?> test) {
    Path root = Path.of("src/test/resources", test.getName().replace('.', '/'));
    try (Stream<Path> folders = Files.list(root)) {
      List<Path> sorted = folders.sorted().toList();
      assertThat(sorted).as("scenarios in %s", root).isNotEmpty();
      return sorted.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String read(String file) {
    return readIfThere(file)
        .orElseThrow(() -> new AssertionError(folder.resolve(file) + " is missing"));
  }

  public Optional<String> readIfThere(String file) {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    used.add(file);
    try {
      return Optional.of(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents of a YAML file. */
  public List<ObjectNode> objects(String file) {
    try (var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(read(file))) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares an output with the file of that name. */
  public void assertMatches(String file, String actual) {
    used.add(file);
    Path path = folder.resolve(file);
    try {
      if (REWRITE) {
        Files.writeString(path, actual);
      }
      assertThat(path).as("run with -Dhiguma.golden=rewrite to make it").exists();
      assertThat(actual).as(path.toString()).isEqualTo(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void assertMatches(String file, JsonNode actual) {
    assertMatches(file, yaml(actual));
  }

  /** Readable YAML with sorted keys. */
  public static String yaml(JsonNode node) {
    try {
      return YAML.writeValueAsString(YAML.treeToValue(node, Object.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!used.contains(name)) {
          if (REWRITE && name.startsWith("out-")) {
            Files.delete(file);
          } else {
            throw new AssertionError("no test used " + file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
