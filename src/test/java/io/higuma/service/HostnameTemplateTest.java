package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.service.HostnameTemplate.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostnameTemplateTest {
  private static final Map<String, String> FIELDS = Map.of("Name", "web", "Zone", "east");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {{ .Name }}.mesh                       | web.mesh
          {{.Name}}.{{.Zone}}.mesh               | web.east.mesh
          {{ label "team" }}.{{ .Name }}.mesh    | checkout.web.mesh
          {{ label `team` }}.mesh                | checkout.mesh
          {{- .Name -}}  .mesh                   | web.mesh
          fixed.mesh                             | fixed.mesh
          """)
  void rendersNames(String template, String hostname) {
    assertThat(render(template)).isEqualTo(new Result.Hostname(hostname));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {{ .Nome }}.mesh               | there is no .Nome
          {{ label "tier" }}.mesh        | label "tier" is missing
          {{ if .Name }}x{{ end }}       | only fields such as
          {{ lower .Name }}              | only fields such as
          {{ .Name }.mesh                | only fields such as
          {{ .Name }}_x.mesh             | is no DNS name
          {{ .Name }}..mesh              | is no DNS name
          ''                             | is no DNS name
          """)
  void saysWhatIsWrong(String template, String reason) {
    assertThat(render(template))
        .isInstanceOfSatisfying(
            Result.Failed.class, failed -> assertThat(failed.reason()).contains(reason));
  }

  @Test
  void namesHaveALimit() {
    assertThat(render("a.".repeat(130) + "{{ .Name }}")).isInstanceOf(Result.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "{{ ", "{{-", "-}} ", "}}{{", "{{ label "})
  void hugeTextsTakeNoTime(String part) {
    String huge = part.repeat(1_000_000 / part.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(2), () -> assertThat(render(huge)).isInstanceOf(Result.Failed.class));
    String atLimit = part.repeat(HostnameTemplate.MAX_LENGTH / part.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(2), () -> assertThat(render(atLimit)).isInstanceOf(Result.Failed.class));
  }

  @Test
  void longTemplatesAreNotLetIn() {
    var blanks = " ".repeat(1_000_000);
    for (SpecValidator validator :
        List.of(new HostnameGeneratorValidator(), new VirtualOutboundValidator())) {
      var spec = JsonNodeFactory.instance.objectNode();
      spec.putObject("spec").put("template", blanks).putObject("conf").put("host", blanks);
      assertThat(validator.validate(new ResourceView(ResourceKind.HOSTNAME_GENERATOR, spec)))
          .anySatisfy(violation ->
              assertThat(violation.toString())
                  .contains("must have at most 1000 characters, but has 1000000")
                  .hasSizeLessThan(500));
    }
  }

  private static Result render(String template) {
    return new HostnameTemplate(template).render(FIELDS, Map.of("team", "checkout"));
  }
}
