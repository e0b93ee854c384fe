package io.higuma.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What became of each fault, as a table in Markdown; written to target/chaos.md as well. */
final class ChaosReport {
  private static final Path FILE = Path.of("target", "chaos.md");

  private static final String HEAD =
      """
      | Fault | How | Lost | How long |
      |---|---|---|---|
      """;

  private final List<String> rows = new ArrayList<>();

  void add(String fault, String how, String lost, String time) {
    String row = "| %s | %s | %s | %s |".formatted(fault, how, lost, time);
    System.out.println(row);
    rows.add(row);
  }

  void write() {
    String table = rows.stream().collect(Collectors.joining("\n", HEAD, "\n"));
    System.out.print(table);
    try {
      Files.writeString(FILE, table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
