package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.service.HostnameTemplate.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static Result render(String template) {
    return new HostnameTemplate(template).render(FIELDS, Map.of("team", "checkout"));
  }
}
