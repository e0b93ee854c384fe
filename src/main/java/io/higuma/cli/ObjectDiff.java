package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.higuma.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Changes as unified diffs of YAML. The only user of the diff library, so that it is loaded for a
 * diff alone.
 */
final class ObjectDiff {
  private static final int CONTEXT = 3;
  private static final int HEADERS = 2;

  private ObjectDiff() {}

  /**
   * The lines of the diff; none where nothing changes.
   *
   * @param verb what was done, for the second header: {@code injected}
   */
  static List<String> of(ObjectChange change, String verb) {
    if (change.isEmpty()) {
      return List.of();
    }
    return of(change.given().describe(), change.given().object(), change.result(), verb);
  }

  /** The same of what no file has. */
  static List<String> of(String name, JsonNode given, JsonNode result, String verb) {
    List<String> before = YamlText.of(given).lines().toList();
    List<String> after = YamlText.of(result).lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        name, name + ", " + verb, before, DiffUtils.diff(before, after), CONTEXT);
  }

  /** As git colours them. */
  static List<String> colored(List<String> diff) {
    var colored = new ArrayList<String>(diff.size());
    for (int i = 0; i < diff.size(); i++) {
      String line = diff.get(i);
      colored.add(
          switch (i < HEADERS ? 'h' : line.charAt(0)) {
            case 'h' -> in(Style.bold, line);
            case '@' -> in(Style.fg_cyan, line);
            case '+' -> in(Style.fg_green, line);
            case '-' -> in(Style.fg_red, line);
            default -> line;
          });
    }
    return colored;
  }

  /** One line that is more, less or otherwise. */
  static String colored(String line) {
    return switch (line.charAt(0)) {
      case '+' -> in(Style.fg_green, line);
      case '-' -> in(Style.fg_red, line);
      default -> in(Style.fg_yellow, line);
    };
  }

  private static String in(IStyle style, String line) {
    return style.on() + line + Style.reset.off();
  }
}
