package io.higuma.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a command works on; picocli fills the fields. */
final class InputOptions {
  private static final String DEFAULT_NAMESPACE = "default";

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description =
          "Objects as YAML or JSON: a file, a folder with *.yaml, *.yml and *.json files, or - for"
              + " stdin. Repeatable.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-R", "--recursive"},
      description = "Of a folder take the files of all folders below as well.")
  private boolean recursive;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = DEFAULT_NAMESPACE,
      converter = NamespaceName.class,
      description = "Where objects without metadata.namespace are; default: ${DEFAULT-VALUE}.")
  private String namespace = DEFAULT_NAMESPACE;

  /** Refuses what the API server takes for no name; an empty one counts as none. */
  static final class NamespaceName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (text.isEmpty() || ObjectName.isName(text)) {
        return text;
      }
      throw new TypeConversionException("\"%s\" is no name of a namespace".formatted(text));
    }
  }

  /** The objects, in their order. */
  List<Document> read(Documents documents) throws InputException {
    return documents.read(folders().files(names));
  }

  /** How folders are read, those of other options as well. */
  Folders folders() {
    return recursive ? Folders.RECURSIVE : Folders.FLAT;
  }

  /** Where objects are that name none. */
  String namespace() {
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }
}
