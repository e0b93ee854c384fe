package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadPodsTest {
  @ParameterizedTest
  @CsvSource({
    "apps/v1, Deployment, template",
    "apps/v1, StatefulSet, template",
    "apps/v1, DaemonSet, template",
    "batch/v1, Job, template",
    "batch/v1, CronJob, jobTemplate.spec.template"
  })
  void aWorkloadIsShownByAPodOfItsTemplate(String version, String kind, String path)
      throws IOException {
    String template =
        "{metadata: {labels: {app: cart}}, spec: {containers: [{name: cart, image: cart}]}}";
    String nested =
        path.equals("template")
            ? "{template: " + template + "}"
            : "{jobTemplate: {spec: {template: " + template + "}}}";

    Outcome outcome =
        dataplane(
            "apiVersion: %s\nkind: %s\nmetadata: {name: cart, namespace: shop}\nspec: %s\n"
                .formatted(version, kind, nested));

    assertThat(outcome.exitCode()).isZero();
    JsonNode dataplane = outcome.json();
    assertThat(dataplane.at("/metadata/name").asText()).isEqualTo("cart");
    assertThat(dataplane.at("/spec/networking/address").asText()).isEqualTo("192.0.2.1");
    assertThat(dataplane.at("/spec/networking/inbound/0/tags/kuma.io~1service").asText())
        .isEqualTo("cart_shop_svc");
    assertThat(outcome.err()).contains("address 192.0.2.1");
  }

  @Test
  void aWorkloadWithoutATemplateIsRefused() {
    Outcome outcome =
        dataplane("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec: {}\n");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.err())
        .contains("(Deployment cart): spec.template")
        .contains("must be an object");
  }

  private static Outcome dataplane(String stdin) {
    return Outcome.run(stdin, "dataplane", "-f", "-", "-o", "json");
  }
}
