package io.higuma.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CRDs of a release serve what was written for the one before. */
class CrdChangesTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path FOLDER = Path.of("deploy", "crds");

  private static final String BEFORE =
      """
      metadata: {name: boats.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {kind: Boat, plural: boats}
        versions:
        - name: v1
          served: true
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                spec:
                  type: object
                  required: [sails]
                  properties:
                    sails: {type: integer, minimum: 0, maximum: 9}
                    length: {type: integer}
                    name: {type: string, maxLength: 60}
                    rig: {type: string, enum: [sloop, ketch], nullable: true}
                    crew: {type: array, items: {type: object, properties: {role: {type: string}}}}
                    flags: {type: object, additionalProperties: {type: string}}
      """;

  private static final String SPEC = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /spec/scope                        | Cluster                  | is "Cluster" and was "Namespaced"
          /spec/names/kind                   | Ship                     | is "Ship" and was "Boat"
          /spec/versions                     | []                       | v1: the version is removed
          /spec/versions/0/served            | false                    | v1: the version is no longer served
          /spec/versions/0/subresources      | {}                       | v1: the subresource status is removed
          S/properties/name                  |                          | v1 spec.name: is removed: its values would be dropped
          S/properties/crew/items/properties | {}                       | v1 spec.crew[].role: is removed
          S/properties/length                | {type: string}           | v1 spec.length: is of type string and was integer
          S/properties/flags/additionalProperties/type | integer        | v1 spec.flags[*]: is of type integer and was string
          S/properties/flags/additionalProperties      |                | v1 spec.flags: keys that it does not name are dropped now
          S/required                         | [sails, name]            | v1 spec.name: is required now
          S/properties/sails/minimum         | 1                        | v1 spec.sails: minimum is 1 and was 0
          S/properties/sails/maximum         | 8                        | v1 spec.sails: maximum is 8 and was 9
          S/properties/length/minimum        | 1                        | v1 spec.length: minimum is 1 and was none
          S/properties/name/maxLength        | 50                       | v1 spec.name: maxLength is 50 and was 60
          S/properties/name/pattern          | ^a                       | v1 spec.name: pattern is "^a" and was none
          S/properties/name/format           | date                     | v1 spec.name: format is "date" and was none
          S/properties/name/enum             | [one]                    | v1 spec.name: may only be one of ["one"] now
          S/properties/rig/enum              | [sloop]                  | v1 spec.rig: may no longer be "ketch"
          S/properties/rig/nullable          | false                    | v1 spec.rig: may no longer be null
          S/x-kubernetes-validations         | [{rule: self.sails > 1}] | v1 spec: has a new rule: self.sails > 1
          S/properties/crew/x-kubernetes-list-type | set                | v1 spec.crew: x-kubernetes-list-type is "set" and was none
          S/oneOf                            | [{required: [name]}]     | v1 spec: oneOf is [{"required":["name"]}] and was none
          /spec/versions/0/schema/openAPIV3Schema/properties/status | {type: object} | v1 status: fields that it does not name are dropped now
          """)
  void tellsWhatTakesSomethingAway(String pointer, @Nullable String value, String sentence)
      throws IOException {
    assertThat(CrdChanges.breaking(before(), changed(pointer, value)))
        .singleElement()
        .asString()
        .startsWith("boats.example.com")
        .contains(sentence);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S/properties/keel                  | {type: object, required: [depth], properties: {depth: {type: integer}}}
          S/required                         | []
          S/properties/sails/minimum         |
          S/properties/sails/maximum         | 10
          S/properties/length/type           | number
          S/properties/length                | {x-kubernetes-int-or-string: true}
          S/properties/rig/enum              | [sloop, ketch, cutter]
          S/properties/rig/enum              |
          S/properties/name/description      | what it is called
          S                                  | {type: object, x-kubernetes-preserve-unknown-fields: true}
          /spec/versions/0/additionalPrinterColumns | [{name: Age, type: date, jsonPath: .a}]
          """)
  void letsPassWhatAdds(String pointer, @Nullable String value) throws IOException {
    assertThat(CrdChanges.breaking(before(), changed(pointer, value))).isEmpty();
  }

  @Test
  void anotherVersionAndARequiredFieldWithADefaultAreAdditive() throws IOException {
    JsonNode after = changed("S/properties/keel", "{type: string, default: fin}");
    ((ObjectNode) after.at(SPEC)).set("required", YAML.readTree("[sails, keel]"));
    ((ArrayNode) after.at("/spec/versions")).add(YAML.readTree("{name: v2, served: true}"));
    assertThat(CrdChanges.breaking(before(), after)).isEmpty();
  }

  @Test
  void aNewStatusSubresourceTakesTheStatusFromWritersOfTheObject() throws IOException {
    JsonNode before = changed("/spec/versions/0/subresources", "{}");
    assertThat(CrdChanges.breaking(before, before()))
        .singleElement()
        .asString()
        .startsWith("boats.example.com v1: the subresource status is new");
  }

  @Test
  void tellsAllAtOnce() throws IOException {
    assertThat(CrdChanges.breaking(before(), changed("S/properties", "{}"))).hasSize(6);
  }

  /** {@code -Dhiguma.release} names another commit than that of the last tag. */
  @Test
  void theCrdsOfTheLastReleaseAreServedOn() throws Exception {
    Optional<String> given = Optional.ofNullable(System.getProperty("higuma.release"));
    Optional<String> release =
        given.isPresent() ? given : git("describe", "--tags", "--abbrev=0").map(String::strip);
    assumeTrue(release.isPresent(), "there is no release yet, so nothing to compare with");
    String commit = release.get();
    List<String> files =
        git("ls-tree", "--name-only", commit, "deploy/crds/")
            .orElseThrow()
            .lines()
            .map(file -> Path.of(file).getFileName().toString())
            .filter(file -> file.endsWith(".kuma.io.yaml"))
            .toList();
    assertThat(files).isNotEmpty();
    var broken = new ArrayList<String>();
    for (String file : files) {
      Path now = FOLDER.resolve(file);
      if (!Files.exists(now)) {
        broken.add(file + ": the kind is removed");
        continue;
      }
      JsonNode before = YAML.readTree(git("show", commit + ":deploy/crds/" + file).orElseThrow());
      broken.addAll(CrdChanges.breaking(before, YAML.readTree(Files.readString(now))));
    }
    assertThat(broken).as("since " + commit).isEmpty();
  }

  /** What git says; empty where there is no git, no repository, or nothing of the kind. */
  private static Optional<String> git(String... args) throws InterruptedException {
    try {
      var command = Stream.concat(Stream.of("git"), Stream.of(args)).toList();
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static JsonNode before() throws IOException {
    return YAML.readTree(BEFORE);
  }

  /** With one field set, or taken out. {@code S} is the schema of the spec. */
  private static JsonNode changed(String pointer, @Nullable String value) throws IOException {
    JsonNode after = before();
    String path = pointer.startsWith("S") ? SPEC + pointer.substring(1) : pointer;
    int end = path.lastIndexOf('/');
    var parent = (ObjectNode) after.at(path.substring(0, end));
    String name = path.substring(end + 1);
    if (value == null) {
      parent.remove(name);
    } else {
      parent.set(name, YAML.readTree(value));
    }
    return after;
  }
}
