package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.metadata.Annotations;
import io.higuma.resource.LabelView;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Between the label view, which has all labels as labels, and the stored form, which has some of
 * them as annotations because their values can be longer than a label's 63 characters.
 */
public final class StoredForm {
  private StoredForm() {}

  /**
   * What is written to the cluster for a Dataplane in label view: long labels are annotations, and
   * labels that follow from the spec follow from this spec.
   */
  public static Dataplane of(Dataplane view) {
    var labels = new TreeMap<>(ObjectMetadata.labels(view));
    ProxyShapes.of(view.getSpec()).mark(labels);
    var annotations = new TreeMap<>(ObjectMetadata.annotations(view));
    split(view.getMetadata().getName(), labels, annotations);
    var stored = new Dataplane();
    stored.setMesh(view.getMesh());
    stored.setSpec(view.getSpec());
    stored.setMetadata(
        new ObjectMetaBuilder(view.getMetadata())
            .withLabels(labels)
            .withAnnotations(annotations)
            .build());
    return stored;
  }

  /**
   * The same for the metadata of an object of another kind, whose labels do not follow from its
   * spec.
   *
   * @param view is changed
   */
  public static <T extends HasMetadata> T metadata(T view) {
    var labels = new TreeMap<>(ObjectMetadata.labels(view));
    var annotations = new TreeMap<>(ObjectMetadata.annotations(view));
    split(view.getMetadata().getName(), labels, annotations);
    view.getMetadata().setLabels(labels);
    view.getMetadata().setAnnotations(annotations);
    return view;
  }

  private static void split(
      String name, Map<String, String> labels, Map<String, String> annotations) {
    LabelView.split(labels, annotations);
    annotations.putIfAbsent(Annotations.DISPLAY_NAME.name(), name);
  }

  /** The labels of a stored object, those in annotations included; without the display name. */
  static Map<String, String> labelView(HasMetadata stored) {
    return LabelView.of(ObjectMetadata.labels(stored), ObjectMetadata.annotations(stored));
  }

  /**
   * Whether a Dataplane in label view says something else than the stored one, so that a write is
   * worth it.
   */
  public static boolean differs(Dataplane view, Dataplane stored) {
    Dataplane wanted = of(view);
    return !Objects.equals(wanted.getSpec(), stored.getSpec())
        || !Objects.equals(wanted.getMesh(), stored.getMesh())
        || !labelView(wanted).equals(labelView(stored))
        || !wanted
            .getMetadata()
            .getOwnerReferences()
            .equals(stored.getMetadata().getOwnerReferences());
  }
}
