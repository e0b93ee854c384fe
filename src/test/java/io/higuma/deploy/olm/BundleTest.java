package io.higuma.deploy.olm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescription;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersion;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.InstallMode;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.RelatedImage;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.SpecDescriptor;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StatusDescriptor;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StrategyDetailsDeployment;
import io.higuma.SpecScenarios;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.dataplane.DataplaneValidator;
import io.higuma.mesh.MeshValidators;
import io.higuma.policy.PolicyValidators;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.service.ServiceValidators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes the bundle, and holds it together with deploy/ and the code. */
class BundleTest {
  private static final Path TARGET = Path.of("target", "olm");
  private static final String INSTALL = "docs/install.md";

  private final Manifests manifests = Manifests.read();
  private final Bundle bundle = Bundle.of(System.getProperty("higuma.image", ""));
  private final ClusterServiceVersion csv = bundle.csv();
  private final StrategyDetailsDeployment strategy = csv.getSpec().getInstall().getSpec();

  @Test
  void itIsWrittenAndTheNextIsTheSame() throws IOException {
    // When
    bundle.write(TARGET);
    // Then
    var again = Bundle.of(System.getProperty("higuma.image", "")).files();
    try (Stream<Path> written = Files.walk(TARGET).filter(Files::isRegularFile)) {
      assertThat(written)
          .hasSameSizeAs(again.keySet())
          .allSatisfy(file ->
              assertThat(file)
                  .hasContent(again.getOrDefault(TARGET.relativize(file).toString(), "none")));
    }
    assertThat(again.keySet())
        .contains(
            "bundle.Dockerfile",
            "bundle/manifests/higuma.clusterserviceversion.yaml",
            "bundle/manifests/kuma-control-plane_service.yaml",
            "bundle/manifests/meshes.kuma.io.yaml",
            "bundle/metadata/annotations.yaml",
            "catalog.Dockerfile",
            "catalog/higuma/catalog.yaml");
  }

  /** And no right more, but those that docs/install.md gives reasons for. */
  @Test
  void theRightsAreThoseOfDeploy() throws IOException {
    List<PolicyRule> more = manifests.olm("rbac.yaml", ClusterRole.class).getRules();
    var expected =
        Stream.concat(
                manifests.all(ClusterRole.class).stream().flatMap(role -> role.getRules().stream()),
                more.stream())
            .toList();
    assertThat(strategy.getClusterPermissions()).hasSize(1);
    assertThat(strategy.getClusterPermissions().getFirst().getRules()).isEqualTo(expected);
    assertThat(strategy.getClusterPermissions().getFirst().getServiceAccountName())
        .isEqualTo("kuma-control-plane");
    // OLM would make them hold in every namespace, and there are Secrets among them.
    assertThat(strategy.getPermissions()).isEmpty();
    assertThat(only(Role.class).getRules()).isEqualTo(manifests.only(Role.class).getRules());
    assertThat(only(RoleBinding.class).getSubjects())
        .isEqualTo(manifests.only(RoleBinding.class).getSubjects());
    String docs = Files.readString(Path.of(INSTALL));
    assertThat(more)
        .isNotEmpty()
        .allSatisfy(rule -> {
          assertThat(rule.getVerbs()).hasSize(1);
          assertThat(docs)
              .contains(
                  "| %s %s |"
                      .formatted(
                          rule.getVerbs().getFirst(), String.join(", ", rule.getResources())));
        });
  }

  @Test
  void theDeploymentIsThatOfDeployAndKnowsWhatOwnsItsWebhooks() {
    Deployment given = manifests.only(Deployment.class);
    DeploymentSpec made =
        Manifests.SERIALIZATION.clone(strategy.getDeployments().getFirst().getSpec());
    var container = made.getTemplate().getSpec().getContainers().getFirst();
    EnvVar owner = container.getEnv().removeLast();
    container.setImage(
        given.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage());
    assertThat(made).isEqualTo(given.getSpec());
    assertThat(strategy.getDeployments().getFirst().getName())
        .isEqualTo(given.getMetadata().getName());
    var loaded =
        (ConfigResult.Loaded)
            ConfigLoader.load(Optional.empty(), Map.of(owner.getName(), owner.getValue()));
    assertThat(loaded.config().higuma().webhook().owner())
        .isEqualTo(bundle.ownerLabels())
        .isEqualTo(
            Map.of(
                "olm.owner",
                csv.getMetadata().getName(),
                "olm.owner.kind",
                "ClusterServiceVersion"));
  }

  /** OLM sets the namespace; of Roles alone it does not know whose they are. */
  @Test
  void otherObjectsAreThoseOfDeploy() {
    assertThat(bundle.others())
        .extracting(HasMetadata::getKind)
        .containsExactly(
            "ConfigMap", "PodDisruptionBudget", "PriorityClass", "Role", "RoleBinding", "Service");
    assertThat(bundle.others())
        .allSatisfy(other -> {
          assertThat(other.getMetadata().getNamespace()).isNull();
          assertThat(other.getMetadata().getOwnerReferences())
              .hasSize(other instanceof Role || other instanceof RoleBinding ? 1 : 0)
              .allMatch(owner -> owner.getName().equals(csv.getMetadata().getName()));
        });
  }

  @Test
  void everyKindIsOwnedAndDescribed() {
    List<CRDDescription> owned = csv.getSpec().getCustomresourcedefinitions().getOwned();
    assertThat(owned)
        .extracting(CRDDescription::getKind)
        .containsExactlyInAnyOrder(
            Arrays.stream(ResourceKind.values()).map(ResourceKind::kind).toArray(String[]::new));
    assertThat(owned)
        .allSatisfy(kind -> {
          assertThat(kind.getDisplayName()).isNotBlank();
          assertThat(kind.getDescription()).isNotBlank();
          assertThat(kind.getSpecDescriptors())
              .extracting(SpecDescriptor::getDescription)
              .doesNotContain("");
          assertThat(kind.getStatusDescriptors())
              .extracting(StatusDescriptor::getDescription)
              .doesNotContain("");
        });
    // What csv.yaml says of a kind is said of one that there is.
    assertThat(
            manifests
                .olm("csv.yaml", ClusterServiceVersion.class)
                .getSpec()
                .getCustomresourcedefinitions()
                .getOwned())
        .extracting(CRDDescription::getName)
        .isSubsetOf(owned.stream().map(CRDDescription::getName).toList());
  }

  @Test
  void examplesAreValid() throws IOException {
    var validators = new EnumMap<ResourceKind, SpecValidator>(ResourceKind.class);
    validators.putAll(MeshValidators.all());
    validators.putAll(PolicyValidators.all());
    validators.putAll(ServiceValidators.all());
    validators.put(ResourceKind.DATAPLANE, new DataplaneValidator());
    JsonNode examples =
        new ObjectMapper().readTree(csv.getMetadata().getAnnotations().get("alm-examples"));
    assertThat(examples).hasSize(ResourceKind.values().length);
    var said = new ArrayList<String>();
    for (JsonNode example : examples) {
      ResourceView view = SpecScenarios.view((ObjectNode) example);
      SpecValidator validator = validators.get(view.kind());
      if (validator != null) {
        validator
            .validate(view)
            .forEach(violation -> said.add(view.kind().kind() + ": " + violation));
      }
    }
    assertThat(said).isEmpty();
  }

  @Test
  void itIsForTheWholeClusterAndForTheVersionsThatTheDocsName() throws IOException {
    assertThat(csv.getSpec().getInstallModes())
        .filteredOn(InstallMode::getSupported)
        .extracting(InstallMode::getType)
        .containsExactly("AllNamespaces");
    String minimum = csv.getSpec().getMinKubeVersion();
    assertThat(minimum).endsWith(".0");
    assertThat(Files.readString(Path.of(INSTALL)))
        .contains(
            "It needs Kubernetes %s or newer"
                .formatted(minimum.substring(0, minimum.length() - 2)));
    assertThat(csv.getMetadata().getAnnotations())
        .containsEntry("operatorframework.io/suggested-namespace", "kuma-system")
        .containsEntry("createdAt", "2026-01-01T00:00:00Z");
    assertThat(csv.getSpec().getRelatedImages())
        .extracting(RelatedImage::getName)
        .containsExactly("control-plane", "sidecar", "init");
    assertThat(csv.getSpec().getRelatedImages())
        .extracting(RelatedImage::getImage)
        .doesNotContain("");
  }

  @Test
  void theCatalogLeadsToIt() throws IOException {
    String text = bundle.files().get("catalog/higuma/catalog.yaml");
    var blobs = new YAMLMapper().readerFor(ObjectNode.class).<ObjectNode>readValues(text).readAll();
    assertThat(blobs)
        .extracting(blob -> blob.path("schema").asText())
        .containsExactly("olm.package", "olm.channel", "olm.bundle");
    assertThat(blobs.get(0).path("defaultChannel")).isEqualTo(blobs.get(1).path("name"));
    assertThat(blobs.get(1).at("/entries/0/name")).isEqualTo(blobs.get(2).path("name"));
    assertThat(blobs.get(2).path("name").asText()).isEqualTo(csv.getMetadata().getName());
    assertThat(blobs.get(2).path("properties"))
        .filteredOn(property -> property.path("type").asText().equals("olm.gvk"))
        .hasSize(ResourceKind.values().length);
  }

  @ParameterizedTest
  @CsvSource({
    "higuma:0.1.0, higuma-bundle:v7.1.0",
    "registry.example:5000/mesh/higuma, registry.example:5000/mesh/higuma-bundle:v7.1.0",
    "registry.example/higuma:9@sha256:00, registry.example/higuma-bundle:v7.1.0"
  })
  void theImageOfTheBundleIsBesideThatOfTheControlPlane(String image, String expected) {
    assertThat(new Release("7.1.0", "", image).bundleImage()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"MeshHTTPRoute, Mesh HTTP Route", "MeshTLS, Mesh TLS", "targetRef, Target Ref"})
  void namesAreShownAsWords(String name, String expected) {
    assertThat(OwnedKinds.words(name)).isEqualTo(expected);
  }

  private <T extends HasMetadata> T only(Class<T> kind) {
    List<T> found = bundle.others().stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
