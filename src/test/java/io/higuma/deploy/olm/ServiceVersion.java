package io.higuma.deploy.olm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescription;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersion;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersionBuilder;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.RelatedImage;
import io.higuma.resource.ResourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ClusterServiceVersion: deploy/olm/csv.yaml with what the other files of deploy/ say. */
record ServiceVersion(Manifests manifests, Release release) {
  static final String KIND = "ClusterServiceVersion";

  /** The setting {@code higuma.webhook.owner}. */
  static final String OWNER = "HIGUMA_WEBHOOK_OWNER";

  private static final Path SAMPLES = Path.of("src/test/resources/io/higuma/resource/samples");
  private static final ObjectMapper JSON = new ObjectMapper();

  ClusterServiceVersion build() {
    ClusterServiceVersion given = manifests.olm("csv.yaml", ClusterServiceVersion.class);
    Deployment deployment = manifests.only(Deployment.class);
    return new ClusterServiceVersionBuilder(given)
        .editMetadata()
        .withName(release.csv())
        .withAnnotations(annotations(given.getMetadata().getAnnotations()))
        .endMetadata()
        .editSpec()
        .withVersion(release.version())
        .editFirstIcon()
        .withBase64data(Base64.getEncoder().encodeToString(manifests.icon()))
        .endIcon()
        .withRelatedImages(images())
        .editCustomresourcedefinitions()
        .withOwned(owned(given))
        .endCustomresourcedefinitions()
        .withNewInstall()
        .withStrategy("deployment")
        .withNewSpec()
        // No permissions of a namespace: OLM makes those of an operator for all namespaces hold in
        // all of them.
        .addNewClusterPermission()
        .withServiceAccountName(account(deployment))
        .withRules(rules())
        .endClusterPermission()
        .addNewDeployment()
        .withName(deployment.getMetadata().getName())
        .withLabel(deployment.getMetadata().getLabels())
        .withSpec(deployed(deployment))
        .endDeployment()
        .endSpec()
        .endInstall()
        .endSpec()
        .build();
  }

  /** The labels that OLM gives the ClusterRoles of this version, and those of no other. */
  Map<String, String> ownerLabels() {
    return new TreeMap<>(Map.of("olm.owner", release.csv(), "olm.owner.kind", KIND));
  }

  private static String account(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getServiceAccountName();
  }

  private List<PolicyRule> rules() {
    return Stream.concat(
            manifests.all(ClusterRole.class).stream(),
            Stream.of(manifests.olm("rbac.yaml", ClusterRole.class)))
        .flatMap(role -> role.getRules().stream())
        .toList();
  }

  private DeploymentSpec deployed(Deployment deployment) {
    return deployment.toBuilder()
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withImage(release.image())
        .addNewEnv()
        .withName(OWNER)
        .withValue(
            ownerLabels().entrySet().stream()
                .map(label -> label.getKey() + ":" + label.getValue())
                .collect(Collectors.joining(",")))
        .endEnv()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build()
        .getSpec();
  }

  private List<RelatedImage> images() {
    JsonNode injector = manifests.configuration().at("/runtime/kubernetes/injector");
    return List.of(
        new RelatedImage(release.image(), "control-plane"),
        new RelatedImage(injector.at("/sidecarContainer/image").asText(), "sidecar"),
        new RelatedImage(injector.at("/initContainer/image").asText(), "init"));
  }

  private List<CRDDescription> owned(ClusterServiceVersion given) {
    var kinds =
        new OwnedKinds(
            given.getSpec().getCustomresourcedefinitions().getOwned().stream()
                .collect(Collectors.toMap(CRDDescription::getName, CRDDescription::getResources)));
    return manifests.crds().stream().map(Manifests::tree).map(kinds::describe).toList();
  }

  private Map<String, String> annotations(Map<String, String> given) {
    HasMetadata namespace = manifests.namespace();
    var all = new TreeMap<>(given);
    all.put("alm-examples", json(examples()));
    all.put("containerImage", release.image());
    all.put("createdAt", release.created());
    // Any version before may be replaced by this one, so a catalog needs this one only.
    all.put("olm.skipRange", "<" + release.version());
    all.put("operatorframework.io/suggested-namespace", namespace.getMetadata().getName());
    all.put(
        "operatorframework.io/suggested-namespace-template",
        Manifests.SERIALIZATION.asJson(namespace));
    all.put("operators.operatorframework.io/internal-objects", json(internal()));
    return all;
  }

  /** One object of each kind, as the tests of the kinds have it; a status is nobody's to write. */
  private static List<JsonNode> examples() {
    return Arrays.stream(ResourceKind.values())
        .map(ResourceKind::kind)
        .sorted()
        .map(kind -> Manifests.tree(SAMPLES.resolve(kind + ".yaml")))
        .peek(example -> {
          if (example.has("spec")) {
            ((ObjectNode) example).remove("status");
          }
        })
        .toList();
  }

  /** Kinds whose objects no user makes. */
  private static List<String> internal() {
    return Arrays.stream(ResourceKind.values())
        .filter(kind -> kind.writer() == ResourceKind.Writer.CONTROL_PLANE)
        .map(kind -> kind.plural() + ".kuma.io")
        .sorted()
        .toList();
  }

  private static String json(Object value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
