package io.higuma.containerpatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerPatchApplierTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTAINER =
      """
      {"name": "kuma-sidecar", "image": "dp", "args": ["run", "--log-level=info"],
       "resources": {"limits": {"memory": "512Mi"}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "add     | /workingDir                | \"/x\"      | /workingDir                  | \"/x\"",
        "add     | /args/-                    | \"-v\"      | /args/2                      | \"-v\"",
        "add     | /args/-1                   | \"-v\"      | /args/2                      | \"-v\"",
        "add     | /args/0                    | \"first\"   | /args/0                      | \"first\"",
        "add     | /securityContext/runAsUser | 5           | /securityContext             | {\"runAsUser\":5}",
        "add     | /env/-                     | {\"name\":\"A\",\"value\":\"1\"} | /env    | [{\"name\":\"A\",\"value\":\"1\"}]",
        "add     | /resources/limits/example.com~1gpu | \"1\" | /resources/limits/example.com~1gpu | \"1\"",
        "add     | /resources/limits/cpu      | \"1000m\"   | /resources/limits/cpu        | \"1\"",
        "add     | /ports/2/containerPort     | 80          | /ports                       | [{\"containerPort\":0},{\"containerPort\":0},{\"containerPort\":80}]",
        "add     | /ports/-1/containerPort    | 80          | /ports                       | [{\"containerPort\":80}]",
        "add     | /securityContext/capabilities/add/-1 | \"C\" | /securityContext/capabilities | {\"add\":[\"C\"]}",
        "add     | /volumeDevices/1/name      | \"d\"       | /volumeDevices               | [{\"devicePath\":\"\",\"name\":\"\"},{\"devicePath\":\"\",\"name\":\"d\"}]",
        "add     | /envFrom/1/prefix          | \"P\"       | /envFrom                     | [{},{\"prefix\":\"P\"}]",
        "add     | /command/1                 | \"c\"       | /command                     | [\"\",\"c\"]",
        "add     | /securityContext/capabilities/add/1 | \"C\" | /securityContext/capabilities | {\"add\":[\"\",\"C\"]}",
        "add     | /env/-                     | {\"name\":\"\",\"value\":\"\"} | /env    | [{\"name\":\"\"}]",
        "add     | /env/-                     | {\"name\":\"A\",\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"limits.cpu\",\"divisor\":\"1000m\"}}} | /env/0/valueFrom/resourceFieldRef | {\"divisor\":\"1\",\"resource\":\"limits.cpu\"}",
        "add     | /env/-                     | {\"name\":\"A\",\"valueFrom\":{\"resourceFieldRef\":{\"resource\":\"limits.cpu\"}}} | /env/0/valueFrom/resourceFieldRef | {\"divisor\":\"0\",\"resource\":\"limits.cpu\"}",
        "add     | /livenessProbe/httpGet/httpHeaders/- | {\"name\":\"H\",\"value\":\"\"} | /livenessProbe | {\"httpGet\":{\"httpHeaders\":[{\"name\":\"H\",\"value\":\"\"}],\"port\":0}}",
        "add     | /livenessProbe/terminationGracePeriodSeconds | 0 | /livenessProbe          | {\"terminationGracePeriodSeconds\":0}",
        "add     | /lifecycle/preStop/exec    | {}          | /lifecycle                   | {\"preStop\":{\"exec\":{}}}",
        "add     | /volumeMounts/-            | {\"name\":\"v\",\"readOnly\":false,\"mountPropagation\":\"\"} | /volumeMounts | [{\"mountPath\":\"\",\"mountPropagation\":\"\",\"name\":\"v\"}]",
        "add     | /securityContext/seLinuxOptions | {\"user\":\"\",\"level\":\"l\"} | /securityContext | {\"seLinuxOptions\":{\"level\":\"l\"}}",
        "add     | /resources/limits/cpu      | 1.5         | /resources/limits/cpu        | \"1500m\"",
        "add     | /resources/limits/cpu      | 1e3         | /resources/limits/cpu        | \"1e3\"",
        "add     | /resources/limits/cpu      | \" 2000m \" | /resources/limits/cpu        | \"2\"",
        "remove  | /resources                 | null        | /resources                   | {}",
        "replace | /args/-1                   | \"-v\"      | /args                        | [\"run\",\"-v\"]",
        "replace | /resources/limits/memory   | \"1024Mi\"  | /resources/limits/memory     | \"1Gi\"",
        "replace | /image                     | \"other\"   | /image                       | \"other\"",
        "add     | /unknownField              | true        | /name                        | \"kuma-sidecar\"",
      })
  void changesTheContainer(String op, String path, String value, String at, String expected)
      throws Exception {
    ObjectNode container = patched(op, path, null, value);

    assertThat(container.at(at)).hasToString(JSON.readTree(expected).toString());
    assertThat(container.has("unknownField")).isFalse();
  }

  @Test
  void movesCopiesAndRemoves() throws Exception {
    assertThat(patched("move", "/workingDir", "/image", null).path("workingDir").asText())
        .isEqualTo("dp");
    assertThat(patched("copy", "/workingDir", "/image", null).path("image").asText())
        .isEqualTo("dp");
    assertThat(patched("remove", "/args/0", null, null).path("args"))
        .isEqualTo(JSON.readTree("[\"--log-level=info\"]"));
    assertThat(patched("add", "/image", null, "null").has("image")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "add     | image            |        | \"x\" | spec.sidecarPatch[0].path: must be a JSON pointer that begins with a slash, but was \"image\"",
        "replace | /workingDir      |        | \"x\" | spec.sidecarPatch[0].path: \"/workingDir\" does not exist in the container kuma-sidecar",
        "remove  | /args/5          |        |       | \"/args/5\" does not exist",
        "add     | /args/9          |        | \"x\" | \"/args/9\" does not exist",
        "move    | /a/b             | /image |       | \"/a/b\" does not exist",
        "copy    | /workingDir      | /nope  |       | \"/nope\" does not exist",
        "copy    | /workingDir      |        |       | spec.sidecarPatch[0].from: must be given",
        "test    | /image           |        | \"x\" | spec.sidecarPatch[0].op: must be add, remove, replace, move or copy, but was \"test\"",
        "add     | /image           |        |       | spec.sidecarPatch[0].value: must hold JSON",
        "add     | /image           |        | {     | spec.sidecarPatch[0].value: is not JSON",
        "add     | /image           |        | text  | spec.sidecarPatch[0].value: is not JSON",
        "add     | /image           |        | 5     | is not a container: wrong type at /image",
        "add     | /args            |        | {}    | is not a container: wrong type at /args",
        "add     | /securityContext/runAsUser | | \"x\" | is not a container: wrong type at /securityContext/runAsUser",
        "replace | /resources/limits/memory | | \"lots\" | wrong type at /resources/limits/memory: must be a quantity such as 500m or 64Mi, but was \"lots\"",
        "add     | /ports/99999/name |        | \"x\" | far beyond the end",
        "add     | /ports/-2/containerPort | | 80   | \"/ports/-2\" does not exist",
        "add     | /env/-50/name    |        | \"x\" | \"/env/-50\" does not exist",
        "add     | /livenessProbe/periodSeconds | | 7.9 | wrong type at /livenessProbe/periodSeconds",
        "add     | /ports/0/hostPort |       | 5000000000 | wrong type at /ports/0/hostPort: must be a whole number of 32 bits;",
        "add     | /env/-           |        | {\"name\":1,\"value\":2} | wrong type at /env/0/name: must be a text, wrong type at /env/0/value: must be a text;",
        "add     | /image/x         |        | \"x\" | \"/image/x\" does not exist",
        "add     | /image/x/y       |        | \"x\" | /image/x can't be made",
      })
  void saysWhatDoesNotFit(
      String op, String path, @Nullable String from, @Nullable String value, String message) {
    ContainerPatchApplier.Result result = apply(op, path, from, value);

    assertThat(result).isInstanceOf(ContainerPatchApplier.Result.Failed.class);
    List<Violation> violations = ((ContainerPatchApplier.Result.Failed) result).violations();
    assertThat(Violation.join(violations)).contains(message).contains("\"p\"");
  }

  @Test
  void whatIsNotJsonIsNotTold() {
    ContainerPatchApplier.Result result =
        apply("add", "/env/-", null, "{\"name\":\"PASSWORD\",\"value\": geheim}");

    assertThat(result)
        .isInstanceOfSatisfying(
            ContainerPatchApplier.Result.Failed.class,
            failed ->
                assertThat(Violation.join(failed.violations()))
                    .contains("spec.sidecarPatch[0].value: is not JSON at line 1, column ")
                    .doesNotContain("geheim"));
  }

  @Test
  void whatIsZeroIsLeftOutAsTheApiDoes() throws Exception {
    assertThat(patched("add", "/stdin", null, "false").has("stdin")).isFalse();
    assertThat(
            patched(
                    "add",
                    "/livenessProbe",
                    null,
                    "{\"initialDelaySeconds\": 0, \"periodSeconds\": 5}")
                .path("livenessProbe"))
        .hasToString("{\"periodSeconds\":5}");
    assertThat(
            patched("add", "/securityContext/runAsUser", null, "0")
                .at("/securityContext/runAsUser"))
        .hasToString("0");
    assertThat(
            patched("replace", "/resources/limits/memory", null, "null")
                .path("resources")
                .path("limits"))
        .isEmpty();
  }

  @Test
  void copiesOfCopiesAreBounded() throws Exception {
    var operations = new ArrayList<Operation>();
    operations.add(operation("add", "/env", null, "[{\"name\": \"A\"}]"));
    for (int i = 0; i < 40; i++) {
      operations.add(operation("copy", "/env/-", "/env", null));
    }
    var result =
        ContainerPatchApplier.apply(
            (ObjectNode) JSON.readTree(CONTAINER),
            List.of(sidecarPatch("p", operations.toArray(Operation[]::new))),
            PatchTarget.SIDECAR);

    assertThat(result)
        .isInstanceOfSatisfying(
            ContainerPatchApplier.Result.Failed.class,
            failed -> assertThat(Violation.join(failed.violations())).contains("would copy more"));
  }

  @Test
  void keepsEveryMistakeOfAPatch() {
    CheckedPatch patch =
        CheckedPatch.of(
            "p",
            new ContainerPatchSpec(
                List.of(operation("copy", "/a", null, null)),
                List.of(operation("add", "x", null, "{"), operation(null, null, null, null))));

    assertThat(patch.violations())
        .extracting(violation -> violation.field().text())
        .containsExactly(
            "spec.sidecarPatch[0].path",
            "spec.sidecarPatch[0].value",
            "spec.sidecarPatch[1].path",
            "spec.sidecarPatch[1].op",
            "spec.initPatch[0].from");
  }

  @Test
  void appliesPatchesInTheirOrderAndLeavesTheOriginal() throws Exception {
    ObjectNode original = (ObjectNode) JSON.readTree(CONTAINER);
    CheckedPatch first = sidecarPatch("a", operation("add", "/image", null, "\"one\""));
    CheckedPatch second = sidecarPatch("b", operation("copy", "/workingDir", "/image", null));

    var result = ContainerPatchApplier.apply(original, List.of(first, second), PatchTarget.SIDECAR);

    assertThat(result)
        .isInstanceOfSatisfying(
            ContainerPatchApplier.Result.Patched.class,
            patched ->
                assertThat(patched.container().path("workingDir").asText()).isEqualTo("one"));
    assertThat(original).isEqualTo(JSON.readTree(CONTAINER));
  }

  private static CheckedPatch sidecarPatch(String name, Operation... operations) {
    return CheckedPatch.of(name, new ContainerPatchSpec(List.of(), List.of(operations)));
  }

  private static Operation operation(
      @Nullable String op, @Nullable String path, @Nullable String from, @Nullable String value) {
    return new Operation(from, op, path, value);
  }

  private static ObjectNode patched(
      String op, String path, @Nullable String from, @Nullable String value) {
    ContainerPatchApplier.Result result = apply(op, path, from, value);
    assertThat(result).isInstanceOf(ContainerPatchApplier.Result.Patched.class);
    return ((ContainerPatchApplier.Result.Patched) result).container();
  }

  private static ContainerPatchApplier.Result apply(
      String op, String path, @Nullable String from, @Nullable String value) {
    try {
      return ContainerPatchApplier.apply(
          (ObjectNode) JSON.readTree(CONTAINER),
          List.of(sidecarPatch("p", operation(op, path, from, value))),
          PatchTarget.SIDECAR);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
