package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.inject.Reason;
import io.higuma.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference documentation says what the code does. */
class ReferenceDocsTest {
  private static final Path REFERENCE = Path.of("docs", "reference");

  record Page(Path file, String made) {}

  static Stream<Page> pages() {
    return Stream.of(
        new Page(REFERENCE.resolve("settings.md"), SettingsPage.print()),
        new Page(REFERENCE.resolve("labels-and-annotations.md"), MetadataPage.print()),
        new Page(REFERENCE.resolve("reasons.md"), ReasonsPage.print()),
        new Page(REFERENCE.resolve("metrics.md"), MetricsPage.print()),
        new Page(REFERENCE.resolve("kinds.md"), KindsPage.print()),
        new Page(REFERENCE.resolve("conditions-and-events.md"), ConditionsPage.print()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void committedPageIsWhatTheCodeMakes(Page page) throws IOException {
    if (System.getProperty("higuma.golden", "compare").equals("rewrite")) {
      Files.createDirectories(REFERENCE);
      Files.writeString(page.file(), page.made());
    }
    assertThat(page.file())
        .as(
            "run mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite and review %s",
            page.file())
        .exists()
        .content()
        .isEqualTo(page.made());
  }

  @Test
  void everyReasonHasACodeOfItsOwn() {
    assertThat(Reason.all()).extracting(Reason::code).doesNotHaveDuplicates();
    assertThat(Reason.all())
        .allSatisfy(
            reason -> assertThat(ReasonsPage.print()).contains("\n| `" + reason.code() + "` | "));
  }

  @Test
  void metricsHaveTheNamesThatDashboardsKnow() {
    assertThat(Metric.ALL)
        .extracting(MetricsPage::name)
        .containsExactly(
            "higuma_leader",
            "controller_runtime_webhook_requests_total",
            "controller_runtime_webhook_latency_seconds",
            "controller_runtime_webhook_requests_in_flight",
            "controller_runtime_webhook_panics_total",
            "higuma_admission_reviews_total",
            "sidecar_injection_total",
            "higuma_injection_decisions_total",
            "higuma_injection_notices_total",
            "higuma_injection_patch_bytes",
            "higuma_cache_age_seconds",
            "higuma_cache_objects",
            "higuma_stale_sidecars",
            "higuma_other_control_planes",
            "higuma_control_plane_ca_pods",
            "higuma_sidecar_quits_total",
            "higuma_events_lost_total",
            "higuma_xds_streams",
            "higuma_xds_responses_total",
            "higuma_xds_sent_bytes_total",
            "higuma_xds_answers_total",
            "higuma_insight_requests_total",
            "higuma_xds_refusals_total",
            "higuma_bootstraps_total",
            "controller_runtime_reconcile_total",
            "controller_runtime_reconcile_errors_total",
            "controller_runtime_reconcile_time_seconds",
            "controller_runtime_active_workers",
            "workqueue_depth",
            "workqueue_adds_total",
            "workqueue_retries_total",
            "workqueue_queue_duration_seconds",
            "higuma_workqueue_oldest_seconds",
            "higuma_certificate_expiration_timestamp_seconds",
            "higuma_certificate_checks_total",
            "higuma_ready",
            "higuma_config_pending",
            "higuma_build_info",
            "process_resident_memory_bytes",
            "higuma_memory_limit_bytes");
  }

  @Test
  void everyFormIsExplained() {
    assertThat(Settings.ALL)
        .extracting(setting -> setting.type().name())
        .filteredOn(form -> !form.equals(SettingType.MODE.name()))
        .allSatisfy(form -> assertThat(SettingsPage.print()).contains("\n| " + form + " | "));
    assertThat(MetadataPage.forms())
        .allSatisfy(form -> assertThat(MetadataPage.print()).contains("\n| " + form + " | "));
  }
}
