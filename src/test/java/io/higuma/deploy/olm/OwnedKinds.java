package io.higuma.deploy.olm;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.APIResourceReference;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescription;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescriptionBuilder;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.SpecDescriptor;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.SpecDescriptorBuilder;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StatusDescriptor;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StatusDescriptorBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a console shows of our kinds: their CRDs say it.
 *
 * @param made what the control plane makes for an object, by the name of the CRD
 */
record OwnedKinds(Map<String, List<APIResourceReference>> made) {
  private static final String CONDITIONS = "urn:alm:descriptor:io.kubernetes.conditions";

  OwnedKinds {
    made = Map.copyOf(made);
  }

  CRDDescription describe(JsonNode crd) {
    String name = crd.at("/metadata/name").asText();
    String kind = crd.at("/spec/names/kind").asText();
    JsonNode version = crd.at("/spec/versions/0");
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    JsonNode fields = schema.path("properties");
    return new CRDDescriptionBuilder()
        .withName(name)
        .withVersion(version.path("name").asText())
        .withKind(kind)
        .withDisplayName(words(kind))
        .withDescription(text(schema))
        .withResources(made.getOrDefault(name, List.of()))
        .withSpecDescriptors(spec(fields.path("spec")))
        .withStatusDescriptors(status(fields.path("status")))
        .build();
  }

  private static List<SpecDescriptor> spec(JsonNode section) {
    return section.path("properties").properties().stream()
        .map(field ->
            new SpecDescriptorBuilder()
                .withPath(field.getKey())
                .withDisplayName(words(field.getKey()))
                .withDescription(text(field.getValue()))
                .build())
        .toList();
  }

  private static List<StatusDescriptor> status(JsonNode section) {
    return section.path("properties").properties().stream()
        .map(field ->
            new StatusDescriptorBuilder()
                .withPath(field.getKey())
                .withDisplayName(words(field.getKey()))
                .withDescription(text(field.getValue()))
                .withXDescriptors(
                    field.getKey().equals("conditions") ? List.of(CONDITIONS) : List.of())
                .build())
        .toList();
  }

  private static String text(JsonNode described) {
    return described.path("description").asText().strip();
  }

  /** {@code MeshHTTPRoute} is Mesh HTTP Route, {@code dataplaneProxies} Dataplane Proxies. */
  static String words(String name) {
    String spaced = name.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
    return spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
  }
}
