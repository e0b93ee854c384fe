package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.api.v1alpha1.MeshSpec.Mtls;
import io.higuma.mesh.MeshPlan.Mark;
import io.higuma.mesh.MeshPlan.Missing;
import io.higuma.mesh.MeshPlan.NewAuthority;
import io.higuma.mesh.MeshPlan.Relabelled;
import io.higuma.metadata.Annotations;
import io.higuma.resource.ResourceKind;
import io.higuma.validation.FieldPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Decides what is to be made for a mesh. */
public record MeshPlanner(MeshSettings settings) {
  private static final String MARK = Annotations.MESH_DEFAULTS_GENERATED.name();

  /** The default policies that the mesh wants, whether they are there or not. */
  public List<GenericKubernetesResource> policies(Mesh mesh) {
    return DefaultPolicies.of(mesh, settings);
  }

  /** The authorities that the mesh asks for, by the name of the backend. */
  public static Map<String, CaBackendConf> authorities(Mesh mesh) {
    Mtls mtls = mesh.getSpec().mtls();
    var authorities = new LinkedHashMap<String, CaBackendConf>();
    if (mtls == null) {
      return authorities;
    }
    FieldPath backends = FieldPath.of("spec").field("mtls").field("backends");
    for (int i = 0; i < mtls.backends().size(); i++) {
      CaBackend backend = mtls.backends().get(i);
      authorities.putIfAbsent(
          Objects.requireNonNullElse(backend.name(), ""),
          CaBackendConf.read(mesh.getMetadata().getName(), backend, backends.index(i)));
    }
    return authorities;
  }

  /** Whether its defaults were made once, so that they are not made again. */
  public static boolean hasDefaults(Mesh mesh) {
    Map<String, String> annotations = mesh.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(MARK));
  }

  /** What to make. */
  public MeshPlan plan(Mesh mesh, KnownOfMesh known) {
    boolean fresh = !hasDefaults(mesh);
    var missing = new ArrayList<GenericKubernetesResource>();
    var relabelled = new ArrayList<Relabelled>();
    for (GenericKubernetesResource policy : policies(mesh)) {
      Optional<Map<String, String>> labels = known.labels(policy);
      if (labels.isPresent()) {
        var lacking = lacking(mesh, policy, labels.get());
        if (!lacking.isEmpty()) {
          relabelled.add(new Relabelled(policy, lacking));
        }
      } else if (fresh) {
        missing.add(policy);
      }
    }
    return new MeshPlan(
        newAuthorities(mesh, known),
        fresh ? signingKey(mesh, known) : Optional.empty(),
        missing,
        relabelled,
        fresh ? Mark.SET : Mark.LEFT_ALONE);
  }

  private Map<String, String> lacking(
      Mesh mesh, GenericKubernetesResource policy, Map<String, String> existing) {
    ResourceKind kind = ResourceKind.of(policy.getKind()).orElseThrow();
    var lacking =
        new TreeMap<>(
            new DefaultObjects(settings).labels(kind, mesh.getMetadata().getName(), existing));
    lacking.keySet().removeAll(existing.keySet());
    return lacking;
  }

  private static Optional<String> signingKey(Mesh mesh, KnownOfMesh known) {
    String key = SecretNames.dataplaneTokenKey(mesh.getMetadata().getName());
    return SecretNames.highestSerial(key, known.secrets()).isPresent()
        ? Optional.empty()
        : Optional.of(key + "-1");
  }

  private static List<NewAuthority> newAuthorities(Mesh mesh, KnownOfMesh known) {
    var made = new ArrayList<NewAuthority>();
    authorities(mesh)
        .forEach((backend, conf) -> {
          if (conf instanceof CaBackendConf.Builtin builtin
              && !known.secrets().contains(builtin.certificateSecret())) {
            boolean hasKey = known.secrets().contains(builtin.keySecret());
            made.add(
                new NewAuthority(
                    backend, builtin, hasKey ? Missing.CERTIFICATE : Missing.KEY_AND_CERTIFICATE));
          }
        });
    return made;
  }
}
