package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference documentation says what the code does. */
class ReferenceDocsTest {
  private static final Path REFERENCE = Path.of("docs", "reference");

  record Page(Path file, String made) {}

  static Stream<Page> pages() {
    return Stream.of(
        new Page(REFERENCE.resolve("settings.md"), SettingsPage.print()),
        new Page(REFERENCE.resolve("labels-and-annotations.md"), MetadataPage.print()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void committedPageIsWhatTheCodeMakes(Page page) throws IOException {
    if (System.getProperty("higuma.golden", "compare").equals("rewrite")) {
      Files.createDirectories(REFERENCE);
      Files.writeString(page.file(), page.made());
    }
    assertThat(page.file())
        .as(
            "run mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite and review %s",
            page.file())
        .exists()
        .content()
        .isEqualTo(page.made());
  }

  @Test
  void everyFormIsExplained() {
    assertThat(Settings.ALL)
        .extracting(setting -> setting.type().name())
        .filteredOn(form -> !form.equals(SettingType.MODE.name()))
        .allSatisfy(form -> assertThat(SettingsPage.print()).contains("\n| " + form + " | "));
    assertThat(MetadataPage.forms())
        .allSatisfy(form -> assertThat(MetadataPage.print()).contains("\n| " + form + " | "));
  }
}
