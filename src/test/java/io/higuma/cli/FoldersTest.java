package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static io.higuma.cli.Samples.OBJECTS;
import static io.higuma.cli.Samples.POD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FoldersTest {
  @TempDir private Path folder;

  @Test
  void areReadInTheOrderOfTheirNames() throws IOException {
    configMap("c.yaml");
    configMap("a.yml");
    Files.writeString(
        folder.resolve("b.json"),
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"b.json\"}}");
    Files.writeString(folder.resolve("README.md"), "no object");
    Files.writeString(folder.resolve(".yaml"), "no object");
    configMap("sub.yaml/d.yaml");
    Outcome outcome = run("", "inject", "-f", folder.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(names(outcome)).containsExactly("a.yml", "b.json", "c.yaml");
  }

  @Test
  void areReadToTheirDepthsWhenAskedFor() throws IOException {
    configMap("a/b/1.yaml");
    configMap("a-c.yaml");
    configMap("b.yaml");
    assertThat(names(run("", "inject", "-R", "-f", folder.toString())))
        .as("a folder in the place of its name, as kubectl has it")
        .containsExactly("a/b/1.yaml", "a-c.yaml", "b.yaml");
    assertThat(
            names(run("", "inject", "--recursive", "-f", folder + "/b.yaml", "-f", folder + "/a")))
        .containsExactly("b.yaml", "a/b/1.yaml");
  }

  @ParameterizedTest
  @CsvSource({"inject", "dataplane"})
  void withoutAFileAreRefused(String command) throws IOException {
    Files.writeString(folder.resolve("values.toml"), "");
    Files.createDirectory(folder.resolve("sub"));
    String reason = folder + ": there is no *.yaml, *.yml or *.json file in this folder";
    assertRefused(
        run("", command, "-f", folder.toString()),
        reason + "; -R looks in the folders below as well\n");
    assertRefused(run("", command, "-f", folder.toString(), "-R"), reason + "\n");
    assertRefused(run(POD, command, "-f", "-", "--objects", folder.toString()), reason);
  }

  @Test
  void standForTheClusterToo() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/objects.yaml"), OBJECTS);
    Outcome outcome =
        run(POD, "dataplane", "-f", "-", "--objects", folder.toString(), "-R", "-ojson");
    assertThat(outcome.json().at("/spec/networking/inbound/0/port").asInt()).isEqualTo(8080);
  }

  @Test
  void linksToFilesAreReadAndLinksToFoldersAreNot() throws IOException {
    configMap("data/1.yaml");
    Files.createSymbolicLink(folder.resolve("2.yaml"), Path.of("data/1.yaml"));
    Files.createSymbolicLink(folder.resolve("data/up"), folder);
    Files.createSymbolicLink(folder.resolve("up.yaml"), folder);
    assertThat(names(run("", "inject", "-R", "-f", folder.toString())))
        .containsExactly("data/1.yaml", "data/1.yaml");
    assertThat(names(run("", "inject", "-f", folder.resolve("data/up/data").toString())))
        .as("a link that the user names")
        .containsExactly("data/1.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "loop.yaml, loop.yaml, cannot be read: Too many levels of symbolic links",
    "gone.yaml, missing, there is no such file",
  })
  void linksToNothingAreUnreadable(String name, String target, String reason) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    assertUnreadable(run("", "inject", "-f", folder.toString()), name + ": " + reason);
  }

  @Test
  void pipesAreNotWaitedFor() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe.yaml");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertUnreadable(
        run("", "inject", "-f", folder.toString()),
        "pipe.yaml: is a pipe, a socket or a device, not a file");
  }

  @Test
  void whatMayNotBeReadIsUnreadable() throws IOException {
    configMap("sub/a.yaml");
    Path file = folder.resolve("sub/a.yaml");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();
    assertUnreadable(run("", "inject", "-R", "-f", folder.toString()), "a.yaml: may not be read");
    Path sub = folder.resolve("sub");
    Files.setPosixFilePermissions(sub, PosixFilePermissions.fromString("---------"));
    assertUnreadable(run("", "inject", "-R", "-f", folder.toString()), "sub: may not be read");
    Files.setPosixFilePermissions(sub, PosixFilePermissions.fromString("rwx------"));
  }

  private void configMap(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n".formatted(name));
  }

  private static List<String> names(Outcome outcome) {
    return outcome
        .out()
        .lines()
        .filter(line -> line.startsWith("  name: "))
        .map(line -> line.substring("  name: ".length()))
        .toList();
  }

  private static void assertUnreadable(Outcome outcome, String reason) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains(reason).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }
}
