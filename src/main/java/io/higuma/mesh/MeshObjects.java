package io.higuma.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that belong to the life of a mesh. All calls wait for the API server; a failure of it
 * is an exception, a {@link Refusal} where trying again is of no use.
 */
public interface MeshObjects {
  /** The spec of a Mesh as it is stored, whatever it is; missing if there is none. */
  JsonNode spec(String mesh);

  /** The labels of an object; empty if it is not there. */
  Optional<Map<String, String>> labels(GenericKubernetesResource object);

  /**
   * Makes an object. One that is there wins.
   *
   * @return whether it was made
   */
  boolean create(GenericKubernetesResource object);

  /** Adds labels to an object. */
  void label(GenericKubernetesResource object, Map<String, String> labels);

  /** Sets an annotation of a Mesh, unless the Mesh has changed since it was read. */
  void annotate(Mesh mesh, String key, String value);

  /** Writes the status of a Mesh; where the CRD has none, nothing. */
  void status(Mesh mesh, MeshStatus status);

  /** Names of all cluster-scoped objects of a kind. */
  List<String> names(ResourceKind kind);

  void delete(ResourceKind kind, String name);

  /**
   * A file of the control plane's own file system.
   *
   * @return empty if it can't be read, or is too large for a certificate
   */
  Optional<SecretValue> file(String path);
}
