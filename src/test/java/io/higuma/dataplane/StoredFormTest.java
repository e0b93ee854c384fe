package io.higuma.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredFormTest {
  private static final String VIEW =
      """
      apiVersion: kuma.io/v1alpha1
      kind: Dataplane
      mesh: default
      metadata:
        name: web-0
        namespace: shop
        labels:
          app: web
          kuma.io/listener-zoneegress: enabled
          kuma.io/workload: web
          k8s.kuma.io/service-account: seller
        annotations:
          team: shop
      spec:
        networking:
          address: 10.1.0.5
          listeners:
          - type: ZoneIngress
            address: 10.1.0.5
            port: 10001
        metrics:
          type: prometheus
          conf:
            port: 5670
      """;

  private static Dataplane read(String yaml) throws IOException {
    return new YAMLMapper().readValue(yaml, Dataplane.class);
  }

  @Test
  void longLabelsAreAnnotationsAndTheOthersFollowTheSpec() throws IOException {
    Dataplane stored = StoredForm.of(read(VIEW));
    assertThat(stored.getMetadata().getLabels())
        .isEqualTo(
            Map.of(
                "app", "web",
                "kuma.io/proxy-type", "sidecar",
                "kuma.io/listener-zoneingress", "enabled"));
    assertThat(stored.getMetadata().getAnnotations())
        .isEqualTo(
            Map.of(
                "team", "shop",
                "kuma.io/display-name", "web-0",
                "kuma.io/workload", "web",
                "k8s.kuma.io/service-account", "seller"));
  }

  @Test
  void theViewIsUnchanged() throws IOException {
    Dataplane view = read(VIEW);
    StoredForm.of(view);
    assertThat(view).isEqualTo(read(VIEW));
  }

  @Test
  void whatWasWrittenDoesNotDiffer() throws IOException {
    Dataplane view = read(VIEW);
    Dataplane stored = read(new YAMLMapper().writeValueAsString(StoredForm.of(view)));
    assertThat(StoredForm.differs(view, stored)).isFalse();
  }

  @Test
  void aChangeOfSpecMeshOrLabelsDiffers() throws IOException {
    Dataplane stored = StoredForm.of(read(VIEW));
    assertThat(StoredForm.differs(read(VIEW.replace("port: 5670", "port: 5671")), stored)).isTrue();
    assertThat(StoredForm.differs(read(VIEW.replace("mesh: default", "mesh: red")), stored))
        .isTrue();
    assertThat(StoredForm.differs(read(VIEW.replace("app: web", "app: api")), stored)).isTrue();
    assertThat(StoredForm.differs(read(VIEW.replace("workload: web", "workload: x")), stored))
        .isTrue();
    assertThat(StoredForm.differs(read(VIEW.replace("team: shop", "team: x")), stored)).isFalse();
    Dataplane owned = read(VIEW);
    owned
        .getMetadata()
        .setOwnerReferences(List.of(new OwnerReferenceBuilder().withKind("Pod").build()));
    assertThat(StoredForm.differs(owned, stored)).isTrue();
  }
}
