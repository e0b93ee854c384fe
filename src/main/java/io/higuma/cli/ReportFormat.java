package io.higuma.cli;

import java.util.List;
import java.util.function.Supplier;

/** How a command prints what it found out. */
enum ReportFormat {
  text,
  json,
  yaml;

  /**
   * Prints the reports.
   *
   * @param text all of them, for a person
   */
  void print(List<?> reports, Supplier<String> text, Console console) {
    switch (this) {
      case text -> {
        console.out().print(text.get());
        console.out().flush();
      }
      case json -> Output.json.print(reports, console.out());
      case yaml -> Output.yaml.print(reports, console.out());
    }
  }
}
