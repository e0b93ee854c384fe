package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.config.ConditionsPage.ConditionRow;
import io.higuma.config.ConditionsPage.EventRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page names every reason that the code gives, and no other. */
class ConditionsPageTest {
  private static final Path SOURCES = Path.of("src/main/java/io/higuma");

  /** What a class has that sets conditions or records Events. */
  private static final Pattern TELLS =
      Pattern.compile(
          "EventType\\.(?:NORMAL|WARNING)|(?:Verdict|Condition)\\.(?:good|bad)|ConditionBuilder"
              + "|putArray\\(\"conditions\"\\)");

  /** Reasons and types are written like names of classes. */
  private static final Pattern WORD = Pattern.compile("\"([A-Z][A-Za-z]+)\"");

  /** Words of these classes that are neither a reason nor a type of condition. */
  private static final Set<String> OTHERS =
      Set.of(
          // statuses of conditions
          "True",
          "False",
          "Unknown",
          // kinds
          "HostnameGenerator",
          "Egress",
          "Ingress",
          // fields of templates
          "DisplayName",
          "Mesh",
          "Name",
          "Namespace",
          "Zone",
          // parts of sentences and of reasons
          "KumaDataplane",
          "Updated",
          // values of fields
          "Disabled",
          "Pem",
          // what Kubernetes says
          "Available",
          "LoadBalancer",
          "None");

  @Test
  void everyReasonOfTheCodeStandsOnThePageAndNoOther() {
    var ofPage = new TreeSet<String>();
    ConditionsPage.CONDITIONS.stream().map(ConditionRow::reason).forEach(ofPage::add);
    ConditionsPage.EVENTS.stream().map(EventRow::reason).forEach(ofPage::add);
    var types = new TreeSet<String>();
    ConditionsPage.CONDITIONS.stream().map(ConditionRow::type).forEach(types::add);
    var ofCode = words();
    assertThat(ofCode).as("words that are nothing else").containsAll(OTHERS);
    ofCode.removeAll(OTHERS);
    types.removeAll(ofPage);
    ofCode.removeAll(types);
    assertThat(ofPage).isEqualTo(ofCode);
  }

  private static Set<String> words() {
    var words = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        if (TELLS.matcher(text).find()) {
          WORD.matcher(text).results().map(found -> found.group(1)).forEach(words::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }
}
