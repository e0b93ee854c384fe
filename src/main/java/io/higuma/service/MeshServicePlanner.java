package io.higuma.service;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.metadata.Parsed;
import io.higuma.service.MeshServicePlan.Failed;
import io.higuma.service.MeshServicePlan.Keep;
import io.higuma.service.MeshServicePlan.Leave;
import io.higuma.service.MeshServicePlan.Remove;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which MeshServices a Service has. */
public record MeshServicePlanner(ServiceSurroundings surroundings, MeshServiceSettings settings) {
  private static final String HEADLESS = "None";

  /** The order of the questions is Kuma's: for a Service on which several are true, it matters. */
  public MeshServicePlan plan(ObjectKey key) {
    Optional<Service> found = surroundings.service(key);
    Optional<Namespace> namespace = surroundings.namespace(key.namespace());
    if (found.isEmpty() || namespace.isEmpty()) {
      return remove(key, "its Service is gone");
    }
    Service service = found.get();
    switch (injection(namespace.get())) {
      case Parsed.Malformed<Boolean>(var message) -> {
        return new Failed(
            List.of(
                new Violation(
                    FieldPath.of("metadata.labels").key(Labels.SIDECAR_INJECTION.name()),
                    "Namespace %s: %s".formatted(key.namespace(), message))));
      }
      case Parsed.Value<Boolean>(Boolean enabled) -> {
        if (!enabled && !ObjectMetadata.labels(service).containsKey(Labels.MESH.name())) {
          return remove(key, "neither its namespace nor its Service is in a mesh");
        }
      }
    }
    String meshName = mesh(service, namespace.get());
    Optional<Mesh> mesh = surroundings.mesh(meshName);
    if (mesh.isEmpty()) {
      return remove(key, "there is no Mesh " + meshName);
    }
    if (mesh.get().getSpec().meshServicesMode() == MeshServicesMode.Disabled) {
      return remove(key, "Mesh %s has none (meshServices.mode)".formatted(meshName));
    }
    return ofMember(service, key, meshName);
  }

  private MeshServicePlan ofMember(Service service, ObjectKey key, String mesh) {
    if (isTrue(ObjectMetadata.annotations(service).get(Annotations.IGNORE.name()))) {
      return remove(key, "its Service is ignored");
    }
    if (ObjectMetadata.annotations(service).containsKey(Annotations.GATEWAY.name())) {
      return new Leave("its Service is of a gateway");
    }
    if (ObjectMetadata.labels(service).containsKey(Labels.ZONE_PROXY_TYPE.name())) {
      return remove(key, "its Service is of a zone proxy");
    }
    var endpoints = PodEndpoints.of(service, surroundings);
    if (endpoints
        .first()
        .map(PodEndpoints.Target::pod)
        .filter(MeshServicePlanner::isGateway)
        .isPresent()) {
      return remove(key, "its pods are gateways");
    }
    String clusterIp = service.getSpec().getClusterIP();
    if (clusterIp == null || clusterIp.isEmpty()) {
      return new Leave("its Service has no address");
    }
    var form = new MeshServiceForm(settings, service, mesh);
    List<MeshService> desired =
        HEADLESS.equals(clusterIp)
            ? endpoints.all().stream().map(form::ofPod).toList()
            : List.of(form.ofAddress(clusterIp));
    return new Keep(desired, stale(key, desired), ServicePortRules.ignored(service));
  }

  private Remove remove(ObjectKey key, String reason) {
    return new Remove(stale(key, List.of()), reason);
  }

  /** What a control plane has made from the Service and is not wanted any more. */
  private List<MeshService> stale(ObjectKey key, List<MeshService> desired) {
    Set<ObjectKey> wanted = new HashSet<>();
    desired.forEach(one -> wanted.add(ObjectKey.of(one)));
    var stale = new ArrayList<MeshService>();
    Stream.concat(surroundings.meshService(key).stream(), surroundings.meshServicesOf(key).stream())
        .filter(GeneratedObject::isGenerated)
        .filter(one -> wanted.add(ObjectKey.of(one)))
        .forEach(stale::add);
    return stale;
  }

  private static Parsed<Boolean> injection(Namespace namespace) {
    String label = ObjectMetadata.labels(namespace).get(Labels.SIDECAR_INJECTION.name());
    return label == null
        ? new Parsed.Value<>(false)
        : Labels.SIDECAR_INJECTION.format().parse(Labels.SIDECAR_INJECTION.name(), label);
  }

  private static String mesh(Service service, Namespace namespace) {
    return MeshSelection.of(
            ObjectMetadata.labels(service),
            ObjectMetadata.annotations(service),
            ObjectMetadata.labels(namespace),
            ObjectMetadata.annotations(namespace))
        .mesh();
  }

  /** {@code enabled} does not count here, though it does where Dataplanes are made. */
  private static boolean isTrue(@Nullable String value) {
    return value != null
        && Format.BOOLEAN.parse(Annotations.IGNORE.name(), value)
            instanceof Parsed.Value<Boolean>(Boolean ignored)
        && ignored;
  }

  private static boolean isGateway(Pod pod) {
    return ObjectMetadata.annotations(pod).containsKey(Annotations.GATEWAY.name());
  }
}
