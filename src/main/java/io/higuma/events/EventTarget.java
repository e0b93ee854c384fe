package io.higuma.events;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;

/**
 * The object that an event is about.
 *
 * @param namespace empty for a cluster-scoped object
 * @param uid empty when it is not known
 */
public record EventTarget(
    String apiVersion, String kind, String namespace, String name, String uid) {
  /** The target that this object is. */
  public static EventTarget of(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    return new EventTarget(
        object.getApiVersion(),
        object.getKind(),
        Objects.requireNonNullElse(metadata.getNamespace(), ""),
        metadata.getName(),
        Objects.requireNonNullElse(metadata.getUid(), ""));
  }
}
