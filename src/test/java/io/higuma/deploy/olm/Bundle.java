package io.higuma.deploy.olm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersion;
import io.higuma.yaml.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code make bundle} writes: the folder of the bundle, that of the catalog, and how images
 * are made of them.
 */
public record Bundle(Manifests manifests, Release release) {
  /** The name in catalogs. */
  public static final String PACKAGE = "higuma";

  static final String CHANNEL = "stable";

  /**
   * Beside CRDs and the ClusterServiceVersion; of all that OLM takes. NetworkPolicies it does not
   * everywhere.
   */
  private static final List<Class<? extends HasMetadata>> OTHERS =
      List.of(
          ConfigMap.class,
          PodDisruptionBudget.class,
          PriorityClass.class,
          Role.class,
          RoleBinding.class,
          Service.class);

  /** The one of this checkout. */
  public static Bundle of(String image) {
    Manifests manifests = Manifests.read();
    return new Bundle(manifests, Release.of(manifests, image));
  }

  /** The same for the same checkout, byte for byte. */
  public ClusterServiceVersion csv() {
    return new ServiceVersion(manifests, release).build();
  }

  /** The labels of the ClusterRoles that OLM makes of it. */
  public Map<String, String> ownerLabels() {
    return new ServiceVersion(manifests, release).ownerLabels();
  }

  /** What OLM applies beside CRDs, ClusterRoles, ServiceAccount and Deployment. */
  public List<HasMetadata> others() {
    return OTHERS.stream().flatMap(kind -> manifests.all(kind).stream()).map(this::owned).toList();
  }

  /** Texts of files by their paths. */
  SortedMap<String, String> files() {
    var files = new TreeMap<String, String>();
    ClusterServiceVersion csv = csv();
    for (Path crd : manifests.crds()) {
      files.put("bundle/manifests/" + crd.getFileName(), text(crd));
    }
    for (HasMetadata other : others()) {
      String name =
          other.getMetadata().getName() + "_" + other.getKind().toLowerCase(Locale.ROOT) + ".yaml";
      files.put("bundle/manifests/" + name, Manifests.SERIALIZATION.asYaml(other));
    }
    files.put(
        "bundle/manifests/" + PACKAGE + ".clusterserviceversion.yaml",
        Manifests.SERIALIZATION.asYaml(csv));
    files.put("bundle/metadata/annotations.yaml", YamlText.of(Map.of("annotations", labels())));
    files.put("bundle.Dockerfile", dockerfile());
    files.put("catalog/" + PACKAGE + "/catalog.yaml", new Catalog(csv, release).text());
    files.put("catalog.Dockerfile", Catalog.DOCKERFILE);
    return files;
  }

  /** Replaces what is in this folder. */
  public void write(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (var old = Files.walk(folder)) {
          for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      for (var file : files().entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * OLM puts it into its own namespace, and owns it but for Roles, which say themselves whose they
   * are; it fills in the uid.
   */
  private HasMetadata owned(HasMetadata manifest) {
    HasMetadata copy = Manifests.SERIALIZATION.clone(manifest);
    copy.getMetadata().setNamespace(null);
    if (copy instanceof Role || copy instanceof RoleBinding) {
      copy.getMetadata()
          .setOwnerReferences(
              List.of(
                  new OwnerReferenceBuilder()
                      .withApiVersion("operators.coreos.com/v1alpha1")
                      .withKind(ServiceVersion.KIND)
                      .withName(release.csv())
                      .withUid("")
                      .build()));
    }
    return copy;
  }

  private static SortedMap<String, String> labels() {
    String bundle = "operators.operatorframework.io.bundle.";
    return new TreeMap<>(
        Map.of(
            bundle + "mediatype.v1",
            "registry+v1",
            bundle + "manifests.v1",
            "manifests/",
            bundle + "metadata.v1",
            "metadata/",
            bundle + "package.v1",
            PACKAGE,
            bundle + "channels.v1",
            CHANNEL,
            bundle + "channel.default.v1",
            CHANNEL));
  }

  private static String dockerfile() {
    var text = new StringBuilder("FROM scratch\n");
    labels().forEach((key, value) -> text.append("LABEL %s=%s\n".formatted(key, value)));
    return text.append("COPY bundle/manifests /manifests/\nCOPY bundle/metadata /metadata/\n")
        .toString();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
