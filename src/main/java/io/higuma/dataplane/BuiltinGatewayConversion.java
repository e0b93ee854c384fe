package io.higuma.dataplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Gateway;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ResourceKind;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Dataplane of a pod that the control plane itself made a gateway. */
record BuiltinGatewayConversion(PodSurroundings surroundings, DataplaneSettings settings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  PodConversion convert(Pod pod) {
    Optional<Map<String, String>> tags =
        Optional.ofNullable(ObjectMetadata.annotations(pod).get(Annotations.TAGS.name()))
            .flatMap(BuiltinGatewayConversion::parse);
    if (tags.isEmpty()) {
      return new PodConversion.Failed(
          List.of(
              new Violation(
                  FieldPath.of("metadata.annotations").key(Annotations.TAGS.name()),
                  "must hold a JSON object of strings")));
    }
    DataplaneSpec spec = spec(pod, tags.get());
    String namespace = pod.getMetadata().getNamespace();
    Optional<Dataplane> existing = surroundings.dataplane(namespace, pod.getMetadata().getName());
    String mesh = MeshOfPod.of(pod, surroundings.namespace(namespace));
    String account = PodToDataplane.serviceAccount(pod);
    var labels =
        new TreeMap<>(
            existing
                .map(StoredForm::labelView) // later conversions change the spec alone
                .orElseGet(() ->
                    settings
                        .labels()
                        .of(
                            ResourceKind.DATAPLANE,
                            PodToDataplane.ownLabels(pod),
                            LabelFacts.of(mesh, namespace).withProxy(ProxyShapes.of(spec)))));
    if (!account.isEmpty()) { // It names the proxy in certificates.
      labels.put(Annotations.SERVICE_ACCOUNT.name(), account);
    }
    var dataplane = new Dataplane();
    dataplane.setMesh(mesh);
    dataplane.setMetadata(ProxyMetadata.of(pod, labels, existing));
    dataplane.setSpec(spec);
    return new PodConversion.Keep(dataplane, List.of());
  }

  private DataplaneSpec spec(Pod pod, Map<String, String> annotated) {
    var tags = new TreeMap<>(annotated);
    if (!settings.zone().isEmpty()) {
      tags.put(Labels.ZONE.name(), settings.zone());
    }
    return new DataplaneSpec(
        new Networking(
            pod.getStatus().getPodIP(),
            null,
            new Gateway(GatewayType.BUILTIN, tags),
            List.of(),
            List.of(),
            List.of(),
            null,
            null),
        null,
        null);
  }

  private static Optional<Map<String, String>> parse(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      if (!tree.isObject() || !tree.valueStream().allMatch(JsonNode::isTextual)) {
        return Optional.empty();
      }
      var tags = new TreeMap<String, String>();
      tree.propertyStream().forEach(tag -> tags.put(tag.getKey(), tag.getValue().textValue()));
      return Optional.of(tags);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
