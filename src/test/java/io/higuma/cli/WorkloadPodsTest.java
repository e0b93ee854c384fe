package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadPodsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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

    int exitCode =
        run(
            "apiVersion: %s\nkind: %s\nmetadata: {name: cart, namespace: shop}\nspec: %s\n"
                .formatted(version, kind, nested));

    assertThat(exitCode).isZero();
    JsonNode dataplane = new ObjectMapper().readTree(out.toByteArray());
    assertThat(dataplane.at("/metadata/name").asText()).isEqualTo("cart");
    assertThat(dataplane.at("/spec/networking/address").asText()).isEqualTo("192.0.2.1");
    assertThat(dataplane.at("/spec/networking/inbound/0/tags/kuma.io~1service").asText())
        .isEqualTo("cart_shop_svc");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("address 192.0.2.1");
  }

  @Test
  void aWorkloadWithoutATemplateIsRefused() {
    int exitCode = run("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec: {}\n");

    assertThat(exitCode).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("(Deployment cart): spec.template")
        .contains("must be an object");
  }

  private int run(String stdin) {
    var console =
        new Console(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return HigumaCommand.run(
        new String[] {"dataplane", "-f", "-", "-o", "json"},
        console,
        new OfflineConfig(console, Map.of()));
  }
}
