package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import org.junit.jupiter.api.Test;

class ApiStatusTest {
  @Test
  void tellsDenialsOfAdmission() {
    assertThat(ApiStatus.isOfAdmission(saying("admission webhook \"a.b\" denied the request: no")))
        .isTrue();
    assertThat(ApiStatus.isOfAdmission(saying("etcdserver: request timed out"))).isFalse();
    assertThat(ApiStatus.isOfAdmission(new Status())).isFalse();
    assertThat(ApiStatus.isOfAdmission(null)).isFalse();
  }

  @Test
  void tellsNamespacesThatAreGoing() {
    var details = new StatusDetails();
    details.setCauses(null);
    assertThat(
            ApiStatus.isOfEndingNamespace(
                new StatusBuilder()
                    .withNewDetails()
                    .addNewCause("metadata.namespace", "going", "NamespaceTerminating")
                    .endDetails()
                    .build()))
        .isTrue();
    assertThat(ApiStatus.isOfEndingNamespace(new StatusBuilder().withDetails(details).build()))
        .isFalse();
    assertThat(ApiStatus.isOfEndingNamespace(new Status())).isFalse();
    assertThat(ApiStatus.isOfEndingNamespace(null)).isFalse();
  }

  private static Status saying(String message) {
    return new StatusBuilder().withMessage(message).build();
  }
}
