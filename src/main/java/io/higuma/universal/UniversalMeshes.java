package io.higuma.universal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** From all objects of a control plane to the view of each mesh. */
public final class UniversalMeshes {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final Comparator<MeshObject> ORDER =
      Comparator.comparing(MeshObject::kind).thenComparing(MeshObject::name);

  private final List<MeshObject> objects;
  private final Map<String, UniversalNames> names;

  /**
   * All objects, completed.
   *
   * @param names that lead to tags, by mesh
   */
  public UniversalMeshes(List<MeshObject> objects, Map<String, UniversalNames> names) {
    this.objects = objects.stream().sorted(ORDER).toList();
    this.names = Map.copyOf(names);
  }

  /** Objects whose spec has a value of the wrong type, and where. */
  public List<Malformed> malformed() {
    var found = new ArrayList<Malformed>();
    for (MeshObject object : objects) {
      Class<?> type =
          switch (object.kind()) {
            case MESH -> MeshSpec.class;
            case DATAPLANE -> DataplaneSpec.class;
            default -> null;
          };
      if (type != null) {
        violation(object, type).ifPresent(one -> found.add(new Malformed(object, one)));
      }
    }
    return found;
  }

  /** What is wrong with an object. */
  public record Malformed(MeshObject object, Violation violation) {}

  private static Optional<Violation> violation(MeshObject object, Class<?> type) {
    try {
      JSON.treeToValue(spec(object), type);
      return Optional.empty();
    } catch (JsonMappingException e) {
      FieldPath path = FieldPath.ROOT;
      for (JsonMappingException.Reference step : e.getPath()) {
        path =
            step.getFieldName() == null
                ? path.index(step.getIndex())
                : path.field(step.getFieldName());
      }
      return Optional.of(new Violation(path, "has a value of the wrong type"));
    } catch (JsonProcessingException e) {
      return Optional.of(new Violation(FieldPath.ROOT, e.getOriginalMessage()));
    }
  }

  private static JsonNode spec(MeshObject object) {
    return object.spec().isObject() ? object.spec() : JSON.createObjectNode();
  }

  private static <T> T typed(MeshObject object, Class<T> type) {
    try {
      return JSON.treeToValue(spec(object), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("malformed() was to be asked first", e);
    }
  }

  /** An object that is in no mesh. */
  public Optional<MeshObject> find(ResourceKind kind, String name) {
    return objects.stream()
        .filter(object -> object.kind() == kind && object.name().equals(name))
        .findFirst();
  }

  /** Policies with a targetRef, of all meshes. */
  public List<MeshObject> policies() {
    return objects.stream()
        .filter(object -> object.kind().role() == ResourceKind.Role.POLICY)
        .toList();
  }

  /** Names of all meshes. */
  public SortedSet<String> names() {
    var names = new TreeSet<String>();
    objects.stream()
        .filter(object -> object.kind() == ResourceKind.MESH)
        .forEach(object -> names.add(object.name()));
    return names;
  }

  /** Empty if there is no such mesh. */
  public Optional<MeshView> view(String mesh) {
    return objects.stream()
        .filter(object -> object.kind() == ResourceKind.MESH && object.name().equals(mesh))
        .findFirst()
        .map(object -> view(mesh, typed(object, MeshSpec.class)));
  }

  private MeshView view(String mesh, MeshSpec spec) {
    var dataplanes = new ArrayList<DataplaneView>();
    var services = new ArrayList<MeshObject>();
    var policies = new ArrayList<MeshObject>();
    var others = new ArrayList<MeshObject>();
    SortedSet<String> ready = new TreeSet<>();
    for (MeshObject object : objects) {
      if (object.kind().isInMesh() && !object.mesh().equals(mesh)) {
        continue;
      }
      switch (object.kind()) {
        case MESH -> {}
        case DATAPLANE ->
            dataplanes.add(
                new DataplaneView(
                    mesh, object.name(), object.labels(), typed(object, DataplaneSpec.class)));
        case MESH_SERVICE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> services.add(object);
        case SERVICE_INSIGHT -> {
          if (isTlsReady(object.spec(), spec)) {
            ready.add(object.name());
          }
        }
        default ->
            (object.kind().role() == ResourceKind.Role.POLICY ? policies : others).add(object);
      }
    }
    UniversalNames own = names.getOrDefault(mesh, UniversalNames.NONE);
    return new MeshView(
        mesh, spec, dataplanes, services, policies, others, own.vips(), own.named(), ready);
  }

  /** Whether all proxies of a service have a certificate of the enabled backend. */
  private static boolean isTlsReady(JsonNode insight, MeshSpec mesh) {
    MeshSpec.Mtls mtls = mesh.mtls();
    String backend = mtls == null || mtls.enabledBackend() == null ? "" : mtls.enabledBackend();
    JsonNode numbers = insight.path("dataplanes");
    int total = numbers.path("online").asInt() + numbers.path("offline").asInt();
    int issued = insight.path("issuedBackends").path(backend).asInt();
    return issued > 0 && issued >= total;
  }
}
