package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionRouteTest {
  private static final byte[] REVIEW =
      "{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"u-1\"}}".getBytes(UTF_8);

  @Test
  void aFailureDenies() {
    var route = new AdmissionRoute("/decide", body -> body, body -> body, body -> body, List.of());
    assertThat(new String(route.failed(500, "it failed", REVIEW), UTF_8))
        .contains("\"uid\":\"u-1\"", "\"allowed\":false", "it failed", "500");
  }

  @Test
  void butNotWhereOnlyWarningsAreGiven() {
    var route = AdmissionRoute.advisory("/warn", body -> body, body -> body, List.of());
    assertThat(new String(route.failed(500, "it failed", REVIEW), UTF_8))
        .contains("\"uid\":\"u-1\"", "\"allowed\":true")
        .doesNotContain("it failed");
  }
}
