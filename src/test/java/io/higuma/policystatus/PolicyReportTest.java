package io.higuma.policystatus;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.targetref.PolicyRevision;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReportTest {
  private static final PolicyRevision A = new PolicyRevision("aaaaaaaa", "11111111");
  private static final PolicyRevision B = new PolicyRevision("bbbbbbbb", "22222222");
  private static final PolicyRevision C = new PolicyRevision("cccccccc", "33333333");

  @Test
  void isReadAsItIsWritten() {
    var report =
        new PolicyReport(
            List.of(B, A),
            List.of(),
            List.of(new PolicyReport.Refused("listener", "no", List.of(C))));
    assertThat(report.text())
        .isEqualTo(
            """
            {"programmed":"aaaaaaaa11111111bbbbbbbb22222222",\
            "refused":[{"type":"listener","error":"no","policies":"cccccccc33333333"}]}\
            """);
    assertThat(PolicyReport.parse(report.text())).isEqualTo(report);
  }

  @Test
  void isBounded() {
    List<PolicyRevision> many =
        IntStream.range(0, 5_000)
            .mapToObj(i -> new PolicyRevision("p%07d".formatted(i), "s%07d".formatted(i)))
            .toList();
    var report = new PolicyReport(many, many, List.of());
    assertThat(report.text()).hasSizeLessThan(17_000);
    assertThat(PolicyReport.parse(report.text()).programmed())
        .isEqualTo(many.subList(0, PolicyReport.MOST_POLICIES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"programmed\": 7, \"refused\": {\"a\": 1}}",
        "{\"programmed\": \"aaaaaaaa1111\"}",
        "{\"refused\": [1, null, {}]}"
      })
  void whatIsNoReportSaysNothing(String text) {
    PolicyReport read = PolicyReport.parse(text);
    assertThat(read.programmed()).isEmpty();
    assertThat(read.refused()).allSatisfy(one -> assertThat(one.policies()).isEmpty());
  }

  @Test
  void wordsOfEnvoyAreMadeFitToBeShown() {
    assertThat(
            Envoys.words(
                "Error adding/updating listener(s)\n\tinbound:10.0.0.1:80:  no\u0007 such filter\n"))
        .isEqualTo("Error adding/updating listener(s) inbound:10.0.0.1:80: no such filter");
    assertThat(
            Envoys.words(
                "bad key -----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY----- in secret"))
        .isEqualTo("bad key [removed] in secret");
    assertThat(Envoys.words("bad -----BEGIN PRIVATE KEY-----\nMIIB")).isEqualTo("bad [removed]");
    assertThat(Envoys.words("value " + "A1b2".repeat(30) + "== is odd"))
        .isEqualTo("value [removed] is odd");
    assertThat(Envoys.words("x ".repeat(1_000))).hasSize(Envoys.MOST).endsWith("…");
    assertThat(
            Envoys.words(
                "in kri_msvc_default_zone-1_" + "shop-with-a-long-name".repeat(4) + "_web_80"))
        .doesNotContain("removed");
  }
}
