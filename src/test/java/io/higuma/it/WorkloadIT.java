package io.higuma.it;

import static io.higuma.it.TestNamespace.INJECTION;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users are told when they apply workloads. */
@ExtendWith(LocalCluster.class)
class WorkloadIT {
  @Test
  void aRefusalOfThePodsIsShownByKubectl(TestNamespace namespace) {
    namespace.enabled();
    String said = apply(namespace, deployment("", "", "kuma.io/sidecar-drain-time: soon"));
    assertThat(said)
        .contains(
            "Warning: InvalidAnnotation: its pods can't get their sidecar: metadata.annotations[\"kuma.io/sidecar-drain-time\"]: ",
            "\"soon\" is not a duration such as 30s or 1m30s",
            "deployment.apps/cart created");
  }

  @Test
  void aWorkloadThatIsWellBringsNoWarning(TestNamespace namespace) {
    namespace.enabled();
    assertThat(apply(namespace, deployment("", "", "")))
        .isEqualTo("deployment.apps/cart created\n");
  }

  @Test
  void aLabelInTheWrongPlaceIsShown(TestNamespace namespace) {
    namespace.labelled(Map.of());
    String said = apply(namespace, deployment(INJECTION + ": enabled", "", ""));
    assertThat(said)
        .contains(
            "Warning: MisplacedKey: kuma.io/sidecar-injection has no effect in metadata.labels: set it in spec.template.metadata.labels\n");
  }

  @Test
  void podsThatAskWhereNobodyIsAskedAreShown(TestNamespace namespace) {
    namespace.labelled(Map.of());
    String said = apply(namespace, deployment("", ", " + INJECTION + ": enabled", ""));
    assertThat(said)
        .contains(
            "Warning: OutOfReach: its pods ask for a sidecar and get none: namespace "
                + namespace.name()
                + " has no label kuma.io/sidecar-injection\n");
  }

  @Test
  void whereNobodyAsksNothingIsSaid(TestNamespace namespace) {
    namespace.labelled(Map.of());
    assertThat(apply(namespace, deployment("", "", "other.io/key: x")))
        .isEqualTo("deployment.apps/cart created\n");
  }

  @Test
  void onlyAChangeOfTheTemplateOrTheMetadataWarnsAgain(TestNamespace namespace) {
    // Given
    namespace.enabled();
    apply(namespace, deployment("", "", "kuma.io/gateway: maybe"));
    // Then
    assertThat(patch(namespace, "{\"spec\":{\"replicas\":3}}")).doesNotContain("Warning");
    assertThat(
            patch(
                namespace,
                "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kuma.io/gateway\":\"perhaps\"}}}}}"))
        .contains("Warning: InvalidAnnotation: ");
    assertThat(patch(namespace, "{\"metadata\":{\"labels\":{\"kuma.io/mesh\":\"other\"}}}"))
        .contains("Warning: MisplacedKey: kuma.io/mesh ");
  }

  @Test
  void jobsAndCronJobsAreLookedAtToo(TestNamespace namespace) {
    namespace.labelled(Map.of());
    String template = template(", " + INJECTION + ": enabled", "", "Never").indent(4);
    assertThat(
            apply(
                namespace,
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once}
                spec:
                  template:
                """
                    + template))
        .contains("Warning: OutOfReach: ", "job.batch/once created");
    assertThat(
            apply(
                namespace,
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: often}
                spec:
                  schedule: "0 0 1 1 *"
                  jobTemplate:
                    spec:
                      template:
                """
                    + template.indent(4)))
        .contains("Warning: OutOfReach: ", "cronjob.batch/often created");
  }

  private static String apply(TestNamespace namespace, String yaml) {
    return namespace.kubectl(yaml, "apply", "-f", "-").orThrow();
  }

  private static String patch(TestNamespace namespace, String mergePatch) {
    return namespace
        .kubectl("", "patch", "deployment", "cart", "--type=merge", "-p", mergePatch)
        .orThrow();
  }

  private static String deployment(String labels, String labelsOfPods, String annotationsOfPods) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, labels: {%s}}
    spec:
      selector: {matchLabels: {app: cart}}
      template:
    """
            .formatted(labels)
        + template(labelsOfPods, annotationsOfPods, "Always").indent(4);
  }

  private static String template(String labels, String annotations, String restartPolicy) {
    return """
    metadata: {labels: {app: cart%s}, annotations: {%s}}
    spec: {restartPolicy: %s, containers: [{name: cart, image: "registry.example/cart:1"}]}
    """
        .formatted(labels, annotations, restartPolicy);
  }
}
