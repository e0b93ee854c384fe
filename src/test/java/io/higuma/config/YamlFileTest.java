package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.config.ConfigResult.Invalid;
import io.higuma.config.ConfigResult.Loaded;
import io.higuma.units.ResourceQuantity;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a configuration file, form by form. */
class YamlFileTest {
  @ParameterizedTest
  @CsvSource({"30s,PT30S", "'\"1m30s\"',PT1M30S", "30000000000,PT30S", "0x3B9ACA00,PT1S"})
  void readsDurations(String written, Duration duration) {
    assertThat(injector("sidecarContainer: {drainTime: " + written + "}"))
        .extracting(injector -> injector.sidecarContainer().drainTime())
        .isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"16,16", "0x10,16", "0o20,16", "020,16", "0b10000,16", "1_000,1000", "-3,-3"})
  void readsNumbers(String written, long number) {
    assertThat(injector("sidecarContainer: {uid: " + written + "}").sidecarContainer().uid())
        .isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "true,true",
    "True,true",
    "yes,true",
    "on,true",
    "false,false",
    "FALSE,false",
    "no,false"
  })
  void readsBooleans(String written, boolean flag) {
    assertThat(injector("otelPipeEnabled: " + written).otelPipeEnabled()).isEqualTo(flag);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "0.5,500m", "0,0", "'\"2\"',2", "64Mi,64Mi", "0x10,16"})
  void readsBareNumbersAsQuantities(String written, String quantity) {
    // When
    InjectorSettings injector =
        injector(
            """
            initContainer: {resources: {limits: {cpu: %1$s}}}
                  validationContainer: {resources: {limits: {cpu: %1$s}}}\
            """
                .formatted(written));
    // Then
    ResourceQuantity expected = ResourceQuantity.parse(quantity).orElseThrow();
    assertThat(injector.initContainer().resources().limits().cpu().canonical())
        .isEqualTo(expected.canonical());
    assertThat(injector.validationContainer().resources().limits().cpu().canonical())
        .isEqualTo(expected.canonical());
  }

  @Test
  void readsBareNumbersAndAddressesAsTextsOfLists() {
    assertThat(injector("sidecarTraffic: {excludeInboundIPs: [80, 0x50, 1:2, true]}"))
        .extracting(injector -> injector.sidecarTraffic().excludeInboundIPs())
        .isEqualTo(List.of("80", "80", "1:2", "true"));
  }

  @Test
  void readsListsOfNumbers() {
    assertThat(injector("sidecarTraffic: {excludeInboundPorts: [80, 0x50, '443']}"))
        .extracting(injector -> injector.sidecarTraffic().excludeInboundPorts())
        .isEqualTo(List.of("80", "80", "443"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sidecarTraffic: {excludeInboundPorts: [80, 1-5]} | must have whole numbers in 0..4294967295 only, but was \"1-5\"",
        "sidecarTraffic: {excludeOutboundPorts: 80} | must be a list, but was \"80\"",
        "sidecarContainer: {resources: {limits: {cpu: 2}}} | must be text: put it in quotes, as in \"2\"",
        "sidecarContainer: {image: true} | must be text: put it in quotes, as in \"true\"",
        "sidecarContainer: {envVars: {PIN: 1234}} | must have texts: put the value of PIN in quotes",
        "sidecarContainer: {envVars: {A: [secret]}} | must have texts only, but the value of \"A\" was a list",
        "sidecarContainer: {envVars: {A: a, A: b}} | has the key \"A\" twice: remove one",
        "sidecarContainer: {envVars: secret} | must be a section with key: value lines",
        "sidecarContainer: {envVars: {[a]: b}} | must have plain texts as keys",
        "sidecarContainer: {uid: '5'} | must be a whole number, without quotes, but was \"5\"",
        "sidecarContainer: {uid: [5]} | must be a whole number, without quotes, but was a list",
        "sidecarContainer: {uid: 1.5} | must be a whole number, but was \"1.5\"",
        "sidecarContainer: {uid: many} | must be a whole number, but was \"many\"",
        "sidecarContainer: {drainTime: 1.5} | must be a duration such as 30s or 1m30s, or a whole number of nanoseconds, but was \"1.5\"",
        "sidecarContainer: {drainTime: {a: b}} | must be a duration such as 30s or 1m30s, but was a section",
        "cniEnabled: 1 | must be true or false, without quotes, but was \"1\"",
        "cniEnabled: 'true' | must be true or false, without quotes, but was \"true\"",
        "caCertFile: [a] | must be text, but was a list",
        "containerPatches: one | must be a list, but was \"one\"",
        "containerPatches: [a, [b]] | must have texts only, but item 2 was a list",
        "containerPatches: [a, null] | must have texts only, but item 2 was null",
        "initContainer: {resources: {limits: {cpu: lots}}} | must be a quantity such as 500m or 64Mi, but was \"lots\"",
        "ebpf: on | must be a section with key: value lines, but was \"on\"",
        "ebpf: [on] | must be a section with key: value lines, but was a list",
        "ebpf: {<<: {enabled: true}} | has a key that is not plain text: write the keys out",
        "ebpf: {enabled: true, enabled: true} | stands there twice: remove one",
        "ebpf: {enabled: true, Enabled: true} | stands there twice: remove one"
      })
  void refusesWhatHasAnotherForm(String yaml, String message) {
    // When
    ConfigResult result = load(inInjector(yaml));
    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(Violation::message)
                    .containsExactly(message + " (in config.yaml, line 4)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode: a: b | config.yaml is not well-formed YAML at line 1, column 8: mapping values are not allowed here",
        "mode: \"global | config.yaml is not well-formed YAML at line 1, column 14: found unexpected end of stream",
        "mode: *other | config.yaml is not well-formed YAML at line 1, column 7: found undefined alias other",
        "[mode] | config.yaml must be a section with key: value lines, but is a list",
        "mode | config.yaml must be a section with key: value lines, but is \"mode\""
      })
  void refusesAFileThatIsNoYamlSection(String yaml, String message) {
    assertThat(violationOf(yaml)).isEqualTo(message);
  }

  @Test
  void showsValuesShortAndPrintable() {
    // Given
    String yaml = "mode: \"a\\nb" + "c".repeat(1000) + "\"";
    // Then
    assertThat(violationOf(yaml))
        .isEqualTo(
            "mode: must be zone or global, but was \"a?b%s…\" (in config.yaml, line 1)"
                .formatted("c".repeat(57)));
  }

  @Test
  void showsNamesWhole() {
    // Given
    String yaml = inInjector("sidecarContainer: {readinessProbe: {initialDelaySecond: 1}}");
    // When
    List<String> warnings = ((Loaded) load(yaml)).warnings();
    // Then
    assertThat(warnings)
        .containsExactly(
            "%1$s is unknown and has no effect (in config.yaml, line 4); did you mean %1$ss?"
                .formatted(
                    "runtime.kubernetes.injector.sidecarContainer.readinessProbe.initialDelaySecond"));
  }

  @Test
  void refusesSeveralDocuments() {
    assertThat(violationOf("mode: zone\n---\nmode: global\n"))
        .startsWith("config.yaml is not well-formed YAML at line 2, column 1: ");
  }

  @Test
  void refusesControlCharacters() {
    assertThat(violationOf("mode: zo\u0000ne"))
        .isEqualTo(
            "config.yaml is not well-formed YAML: it has a character that YAML does not allow, U+0000");
  }

  @Test
  void refusesAFileThatIsTooLarge() {
    assertThat(violationOf("#" + "é".repeat(600_000)))
        .isEqualTo("config.yaml is larger than 1 MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void refusesDeepNesting(String opening) {
    assertThat(violationOf(opening.repeat(100_000))).startsWith("config.yaml is not ");
  }

  @Test
  void refusesManyAliases() {
    // Given
    var yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 12; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    // Then
    assertThat(violationOf(yaml.toString())).startsWith("config.yaml is not acceptable YAML: ");
  }

  @Test
  void anAliasMayStandForAList() {
    assertThat(injector("containerPatches: &p [a]\n      nodeLabelsToCopy: *p").nodeLabelsToCopy())
        .containsExactly("a");
  }

  @Test
  void aListThatHoldsItselfIsRefused() {
    assertThat(load(inInjector("containerPatches: &p [*p]"))).isInstanceOf(Invalid.class);
  }

  @Test
  void tagsConstructNothing() {
    assertThat(violationOf(inInjector("caCertFile: !!java.io.File [x]")))
        .endsWith("line 4, column 19: Global tag is not allowed: tag:yaml.org,2002:java.io.File");
  }

  private static String violationOf(String yaml) {
    return switch (load(yaml)) {
      case Invalid(var violations) -> Violation.join(violations);
      case Loaded loaded -> throw new AssertionError("was loaded");
    };
  }

  private static InjectorSettings injector(String yaml) {
    ConfigResult result = load(inInjector(yaml));
    assertThat(result).isInstanceOf(Loaded.class);
    return ((Loaded) result).config().injector();
  }

  /** Puts it on line 4. */
  private static String inInjector(String yaml) {
    return "runtime:\n  kubernetes:\n    injector:\n      " + yaml + "\n";
  }

  private static ConfigResult load(String yaml) {
    return ConfigLoader.load(Optional.of(new ConfigFile("config.yaml", yaml)), Map.of());
  }
}
