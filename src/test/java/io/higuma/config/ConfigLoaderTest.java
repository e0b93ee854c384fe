package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.config.ConfigResult.Invalid;
import io.higuma.config.ConfigResult.Loaded;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.units.ResourceQuantity;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String SIDECAR = "KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_";

  @Test
  void withoutFileAndVariablesTheDefaultsHold() {
    // When
    ControlPlaneConfig config = loaded("", Map.of()).config();
    // Then
    assertThat(config.mode()).isEqualTo(Mode.ZONE);
    assertThat(config.dataplaneServerUrl())
        .isEqualTo("https://kuma-control-plane.kuma-system:5678");
    assertThat(config.injector().sidecarContainer().drainTime()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.injector().sidecarContainer().livenessProbe())
        .isEqualTo(new InjectorSettings.Probe(60, 3, 5, 1, 12));
    assertThat(config.injector().sidecarContainer().resources().limits())
        .isEqualTo(new InjectorSettings.Amounts(quantity("1000m"), quantity("512Mi")));
    assertThat(config.injector().initContainer().resources().limits())
        .isEqualTo(new InjectorSettings.Amounts(quantity("0"), quantity("50M")));
    assertThat(config.injector().exceptions().labels())
        .containsExactly(
            Map.entry("openshift.io/build.name", "*"),
            Map.entry("openshift.io/deployer-pod-for.name", "*"));
  }

  @Test
  void variableWinsOverFileWinsOverDefault() {
    // Given
    String yaml =
        """
        multizone: {zone: {name: from-file}}
        store: {kubernetes: {systemNamespace: from-file}}
        """;
    Map<String, String> environment = Map.of("KUMA_MULTIZONE_ZONE_NAME", "from-variable");
    // When
    ControlPlaneConfig config = loaded(yaml, environment).config();
    // Then
    assertThat(config.zoneName()).isEqualTo("from-variable");
    assertThat(config.systemNamespace()).isEqualTo("from-file");
    assertThat(config.dpServer().port()).isEqualTo(5678);
  }

  @Test
  void keysAreTakenInAnyCase() {
    assertThat(loaded("Runtime: {KUBERNETES: {injector: {CNIenabled: true}}}").config())
        .satisfies(config -> assertThat(config.injector().cniEnabled()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \n# nothing\n",
        "---\n",
        "null",
        "runtime:",
        "runtime: {kubernetes: {injector: {sidecarContainer: {image: , uid: null, drainTime: ~}}}}",
        "mode: null"
      })
  void nothingAndNullKeepTheDefaults(String yaml) {
    assertThat(loaded(yaml)).isEqualTo(loaded("", Map.of()));
  }

  @Test
  void jsonIsYamlWithTabsToo() {
    assertThat(loaded("\n{\n\t\"mode\":\t\"global\"\n}\n").config().mode()).isEqualTo(Mode.GLOBAL);
  }

  @Test
  void everyMistakeOfFileAndVariablesIsToldAtOnceWithKeyAndOrigin() {
    // Given
    String yaml =
        """
        mode: universal
        runtime:
          kubernetes:
            injector:
              sidecarContainer:
                drainTime: "5"
                redirectPortInbound: 70000
        """;
    Map<String, String> environment = Map.of("KUMA_DP_SERVER_PORT", "", SIDECAR + "IMAGE", "");
    // When
    List<Violation> violations = invalid(yaml, environment);
    // Then
    assertThat(violations)
        .extracting(Violation::toString)
        .containsExactly(
            "mode: must be zone or global, but was \"universal\" (in config.yaml, line 1)",
            "runtime.kubernetes.injector.sidecarContainer.drainTime: must be a duration such as 30s or 1m30s, but was \"5\" (in config.yaml, line 6)",
            "dpServer.port: must be a whole number, but is empty (variable KUMA_DP_SERVER_PORT)",
            "runtime.kubernetes.injector.sidecarContainer.image: must not be empty (variable KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE)",
            "runtime.kubernetes.injector.sidecarContainer.redirectPortInbound: must be in 0..65535, but was 70000 (in config.yaml, line 7)");
  }

  @Test
  void variableMendsAValueOfTheFileThatFailsItsCheck() {
    assertThat(loaded("dpServer: {port: 70000}", Map.of("KUMA_DP_SERVER_PORT", "7")).config())
        .satisfies(config -> assertThat(config.dpServer().port()).isEqualTo(7));
  }

  @ParameterizedTest
  @CsvSource({
    "KUMA_STORE_KUBERNETES_SYSTEM_NAMESPACE,'',must not be empty",
    "KUMA_INJECTOR_INIT_CONTAINER_IMAGE,'',must not be empty",
    "KUMA_RUNTIME_KUBERNETES_ADMISSION_SERVER_PORT,65536,'must be in 0..65535, but was 65536'",
    "KUMA_DIAGNOSTICS_SERVER_PORT,-1,'must be in 0..65535, but was -1'",
    "KUMA_RUNTIME_KUBERNETES_CONTROLLERS_CONCURRENCY_POD_CONTROLLER,0,'must be in 1..2147483647, but was 0'",
    "KUMA_RUNTIME_KUBERNETES_VIRTUAL_PROBES_PORT,4294967296,'must be in 0..4294967295, but was 4294967296'",
    "KUMA_RUNTIME_KUBERNETES_INJECTOR_BUILTIN_DNS_PORT,4294967296,'must be in 0..4294967295, but was 4294967296'",
    "KUMA_RUNTIME_KUBERNETES_SIDECAR_TRAFFIC_EXCLUDE_INBOUND_PORTS,'80, 443','must have whole numbers in 0..4294967295 only, but was \" 443\"'",
    "KUMA_EXPERIMENTAL_DELTA_XDS,yes,'must be true or false, but was \"yes\"'",
    "KUMA_EXPERIMENTAL_DELTA_XDS,'','must be true or false, but is empty'",
    "KUMA_MODE,Zone,'must be zone or global, but was \"Zone\"'",
    "KUMA_INJECTOR_SIDECAR_CONTAINER_RESOURCES_LIMITS_CPU,1 core,'must be a quantity such as 500m or 64Mi, but was \"1 core\"'",
    "KUMA_RUNTIME_KUBERNETES_EXCEPTIONS_LABELS,'a:b,secret','must be pairs such as key1:value1,key2:value2 with one colon each, but pair 2 has 0 colons'",
    "KUMA_RUNTIME_KUBERNETES_EXCEPTIONS_LABELS,a:b:secret,'must be pairs such as key1:value1,key2:value2 with one colon each, but pair 1 has 2 colons'"
  })
  void refusesAVariable(String variable, String value, String message) {
    assertThat(invalid("", Map.of(variable, value)))
        .extracting(Violation::message)
        .containsExactly(message + " (variable " + variable + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "IP_FAMILY_MODE,ipv6,'must be one of: empty, ipv4, dualstack, but was ipv6'",
    "DRAIN_TIME,0s,'must be more than 0s, but was 0s'",
    "DRAIN_TIME,-5s,'must be more than 0s, but was -5s'",
    "DRAIN_TIME,'','must be a duration such as 30s or 1m30s, but is empty'",
    "DRAIN_TIME,30000000000,'must be a duration such as 30s or 1m30s, but was \"30000000000\"'",
    "UID,99999999999999999999,'must be a whole number, but was \"99999999999999999999\"'",
    "READINESS_PROBE_SUCCESS_THRESHOLD,0,'must be in 1..2147483647, but was 0'",
    "LIVENESS_PROBE_PERIOD_SECONDS,-1,'must be in 1..2147483647, but was -1'",
    "STARTUP_PROBE_TIMEOUT_SECONDS,2147483648,'must be a whole number of 32 bits, but was 2147483648'",
    "REDIRECT_PORT_OUTBOUND,65536,'must be in 0..65535, but was 65536'"
  })
  void refusesAVariableOfTheSidecar(String variable, String value, String message) {
    refusesAVariable(SIDECAR + variable, value, message);
  }

  @ParameterizedTest
  @CsvSource({
    "STARTUP_PROBE_PERIOD_SECONDS,0",
    "STARTUP_PROBE_PERIOD_SECONDS,-1",
    "UID,-1",
    "GUI,0x10",
    "IP_FAMILY_MODE,''",
    "REDIRECT_PORT_INBOUND,0"
  })
  void leavesTheRestToWhoeverSetsIt(String variable, String value) {
    assertThat(loaded("", Map.of(SIDECAR + variable, value)).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
  void readsTrueFromAVariable(String text) {
    assertThat(loaded("", Map.of("KUMA_EXPERIMENTAL_DELTA_XDS", text)).config().experimental())
        .satisfies(experimental -> assertThat(experimental.deltaXds()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
  void readsFalseFromAVariable(String text) {
    Map<String, String> environment = Map.of("KUMA_EXPERIMENTAL_SIDECAR_CONTAINERS", text);
    assertThat(loaded("", environment).config().experimental())
        .satisfies(experimental -> assertThat(experimental.sidecarContainers()).isFalse());
  }

  @Test
  void listOfAVariableIsNotTrimmedAndReplaces() {
    // Given
    String variable = "KUMA_RUNTIME_KUBERNETES_INJECTOR_NODE_LABELS_TO_COPY";
    // When
    List<String> some =
        loaded("", Map.of(variable, "a, b,,c")).config().injector().nodeLabelsToCopy();
    List<String> none = loaded("", Map.of(variable, " ")).config().injector().nodeLabelsToCopy();
    // Then
    assertThat(some).containsExactly("a", " b", "", "c");
    assertThat(none).isEmpty();
  }

  @Test
  void mapOfAVariableReplaces() {
    // Given
    String variable = "KUMA_RUNTIME_KUBERNETES_EXCEPTIONS_LABELS";
    // When
    Map<String, String> some = labels("", Map.of(variable, "b:1,a:2"));
    Map<String, String> none = labels("", Map.of(variable, ""));
    // Then
    assertThat(some).containsExactly(Map.entry("a", "2"), Map.entry("b", "1"));
    assertThat(none).isEmpty();
  }

  @Test
  void variableThatLooksMisspelledIsWarnedOf() {
    // Given
    Map<String, String> environment =
        Map.of(SIDECAR + "GID", "5", "KUMA_API_SERVER_READ_ONLY", "true", "PATH", "/bin");
    // When
    List<String> warnings = loaded("", environment).warnings();
    // Then
    assertThat(warnings)
        .containsExactly(
            "Variable %1$sGID is unknown and has no effect; did you mean %1$sGUI?"
                .formatted(SIDECAR));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eventBus: {bufferSize: 5} | eventBus has no effect in Higuma (in config.yaml, line 1).",
        "STORE: {Type: kubernetes} | store.type has no effect in Higuma (in config.yaml, line 1).",
        "dpserver: {prot: 1} | dpServer.prot is unknown and has no effect (in config.yaml, line 1); did you mean dpServer.port?",
        "runtime: {kubernetes: {injektor: {cniEnabled: true}}} | runtime.kubernetes.injektor is unknown and has no effect (in config.yaml, line 1); did you mean runtime.kubernetes.injector?",
        "cniEnabled: true | cniEnabled is unknown and has no effect (in config.yaml, line 1); did you mean runtime.kubernetes.injector.cniEnabled?",
        "dpServer.port: 1 | dpServer.port is unknown and has no effect (in config.yaml, line 1); write its parts as sections within each other.",
        "whatever: {a: b} | whatever is unknown and has no effect (in config.yaml, line 1).",
        "enabled: true | enabled is unknown and has no effect (in config.yaml, line 1)."
      })
  void keyWithoutEffectIsWarnedOf(String yaml, String warning) {
    assertThat(loaded(yaml).warnings()).containsExactly(warning);
    assertThat(loaded(yaml).config()).isEqualTo(loaded("").config());
  }

  @Test
  void keysOfMapsAreData() {
    // Given
    String yaml =
        """
        runtime: {kubernetes: {injector: {
          exceptions: {labels: {Some.Label/x: "1", openshift.io/build.name: only}},
          sidecarContainer: {envVars: {mode: a, MODE: b, EMPTY: }}}}}
        """;
    // When
    Loaded loaded = loaded(yaml);
    // Then
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().injector().exceptions().labels())
        .containsExactly(
            Map.entry("Some.Label/x", "1"),
            Map.entry("openshift.io/build.name", "only"),
            Map.entry("openshift.io/deployer-pod-for.name", "*"));
    assertThat(loaded.config().injector().sidecarContainer().envVars())
        .containsExactly(Map.entry("EMPTY", ""), Map.entry("MODE", "b"), Map.entry("mode", "a"));
  }

  @Test
  void nullEmptiesAMapAndAList() {
    // When
    InjectorSettings injector =
        loaded("runtime: {kubernetes: {injector: {exceptions: {labels: }, nodeLabelsToCopy: }}}")
            .config()
            .injector();
    // Then
    assertThat(injector.exceptions().labels()).isEmpty();
    assertThat(injector.nodeLabelsToCopy()).isEmpty();
  }

  @Test
  void loadsAHugeButAllowedFile() {
    // Given
    String comment = "# filler\n".repeat(100_000);
    // When
    Loaded loaded = loaded(comment + "mode: global\n");
    // Then
    assertThat(loaded.config().mode()).isEqualTo(Mode.GLOBAL);
  }

  @Test
  void severalUnknownKeysGiveAWarningEach() {
    // Given
    String yaml =
        IntStream.range(0, 100)
            .mapToObj(i -> "unknown-" + i + ": 1")
            .collect(Collectors.joining("\n"));
    // Then
    assertThat(loaded(yaml).warnings()).hasSize(100);
  }

  private static Map<String, String> labels(String yaml, Map<String, String> environment) {
    return loaded(yaml, environment).config().injector().exceptions().labels();
  }

  private static ResourceQuantity quantity(String text) {
    return ResourceQuantity.parse(text).orElseThrow();
  }

  private static Loaded loaded(String yaml) {
    return loaded(yaml, Map.of());
  }

  private static Loaded loaded(String yaml, Map<String, String> environment) {
    ConfigResult result =
        ConfigLoader.load(Optional.of(new ConfigFile("config.yaml", yaml)), environment);
    assertThat(result).isInstanceOf(Loaded.class);
    return (Loaded) result;
  }

  private static List<Violation> invalid(String yaml, Map<String, String> environment) {
    ConfigResult result =
        ConfigLoader.load(Optional.of(new ConfigFile("config.yaml", yaml)), environment);
    assertThat(result).isInstanceOf(Invalid.class);
    return ((Invalid) result).violations();
  }
}
