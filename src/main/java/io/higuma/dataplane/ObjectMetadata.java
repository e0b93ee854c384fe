package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** Labels and annotations as maps: the model has null where there are none. */
public final class ObjectMetadata {
  private ObjectMetadata() {}

  public static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  public static Map<String, String> annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
