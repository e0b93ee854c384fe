package io.higuma.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads Kubernetes objects from files: YAML or JSON, several documents in one file, Lists taken
 * apart.
 */
final class Documents {
  static final String STDIN = "-";

  /** No dump of a cluster that makes sense here is larger. */
  static final int MAX_BYTES = 256 * 1024 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Jackson says of a place, of which the file's name is known. */
  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: [^;]*; (line: \\d+, column: \\d+)]");

  private final InputStream stdin;
  private boolean stdinIsRead;

  /**
   * A reader for one run.
   *
   * @param stdin what the file name {@code -} stands for
   */
  Documents(InputStream stdin) {
    this.stdin = stdin;
  }

  /** All objects of the files in their order; empty documents are left out. */
  List<Document> read(List<String> files) throws InputException {
    var documents = new ArrayList<Document>();
    for (String file : files) {
      documents.addAll(read(file));
    }
    return documents;
  }

  private List<Document> read(String file) throws InputException {
    List<JsonNode> roots = parse(shown(file), text(file));
    var documents = new ArrayList<Document>();
    for (int i = 0; i < roots.size(); i++) {
      add(documents, file, "document " + (i + 1), roots.get(i));
    }
    return documents;
  }

  private static void add(List<Document> to, String file, String position, JsonNode root)
      throws InputException {
    if (root.isNull() || root.isMissingNode()) {
      return;
    }
    if (!(root instanceof ObjectNode object)) {
      throw InputException.refused(
          "%s, %s: has to be an object with apiVersion and kind".formatted(shown(file), position));
    }
    var document = new Document(object, file, position);
    if (!object.path("kind").isTextual() || !object.path("apiVersion").isTextual()) {
      throw document.refused("apiVersion and kind have to be set");
    }
    JsonNode items = object.path("items");
    if (!document.kind().endsWith("List") || !items.isArray()) {
      to.add(document);
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      add(to, file, "%s, items[%d]".formatted(position, i), items.get(i));
    }
  }

  /** All values of the files in their order, in any shape; Lists are taken apart. */
  List<UniversalInput.Item> values(List<String> files) throws InputException {
    var items = new ArrayList<UniversalInput.Item>();
    for (String file : files) {
      List<JsonNode> roots = parse(shown(file), text(file));
      for (int i = 0; i < roots.size(); i++) {
        addValues(items, "%s, document %d".formatted(shown(file), i + 1), roots.get(i));
      }
    }
    return items;
  }

  private static void addValues(List<UniversalInput.Item> to, String place, JsonNode root) {
    if (root.isNull() || root.isMissingNode()) {
      return;
    }
    JsonNode items = root.path("items");
    if (!items.isArray()) {
      to.add(new UniversalInput.Item(root, place));
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      to.add(new UniversalInput.Item(items.get(i), "%s, items[%d]".formatted(place, i)));
    }
  }

  /** A file that begins as JSON is JSON, unless only YAML makes sense of it. */
  private static List<JsonNode> parse(String file, String text) throws InputException {
    if (!text.stripLeading().startsWith("{")) {
      return YamlReader.read(file, text);
    }
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
      return values.readAll();
    } catch (JsonProcessingException e) {
      try {
        return YamlReader.read(file, text);
      } catch (InputException yaml) {
        throw InputException.refused(
            "%s, line %d: is not JSON: %s"
                .formatted(
                    file,
                    e.getLocation().getLineNr(),
                    SOURCE.matcher(e.getOriginalMessage()).replaceAll("$1")));
      }
    } catch (IOException e) {
      throw InputException.unreadable("%s: %s".formatted(file, e.getMessage()));
    }
  }

  /** As messages name it. */
  static String shown(String file) {
    return file.equals(STDIN) ? "stdin" : file;
  }

  String text(String file) throws InputException {
    try (InputStream input = open(file)) {
      byte[] bytes = input.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw InputException.refused(
            "%s: is larger than %d MiB".formatted(shown(file), MAX_BYTES / 1024 / 1024));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IOException e) {
      throw unreadable(shown(file), e);
    }
  }

  private InputStream open(String file) throws IOException, InputException {
    if (!file.equals(STDIN)) {
      return Files.newInputStream(Path.of(file));
    }
    if (stdinIsRead) {
      throw InputException.unreadable("- is given twice: stdin can be read once");
    }
    stdinIsRead = true;
    return stdin;
  }

  /** Why a file or folder can't be read, without what only a programmer understands. */
  static InputException unreadable(String file, IOException e) {
    return switch (e) {
      case NoSuchFileException missing ->
          InputException.unreadable(file + ": there is no such file");
      case AccessDeniedException denied -> InputException.unreadable(file + ": may not be read");
      case CharacterCodingException binary ->
          InputException.refused(file + ": is not text in UTF-8");
      case FileSystemException failed when failed.getReason() != null ->
          InputException.unreadable("%s: cannot be read: %s".formatted(file, failed.getReason()));
      default ->
          InputException.unreadable("%s: cannot be read: %s".formatted(file, e.getMessage()));
    };
  }
}
