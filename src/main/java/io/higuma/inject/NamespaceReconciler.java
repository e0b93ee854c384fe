package io.higuma.inject;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.inject.NamespaceLabeling.Change;
import io.higuma.leader.Leadership;
import io.higuma.leader.WhileLeading;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives annotated namespaces the label that webhooks select by, and takes it away with the
 * annotation.
 */
@Singleton
@ControllerConfiguration(name = NamespaceReconciler.NAME, generationAwareEventProcessing = false)
@GradualRetry(initialInterval = 500, intervalMultiplier = 2, maxInterval = 60_000, maxAttempts = -1)
public class NamespaceReconciler implements Reconciler<Namespace> {
  public static final String NAME = "namespace";

  private static final String LABEL = Labels.SIDECAR_INJECTION.name();
  private static final String MARK = Annotations.INJECTION_LABEL_FROM_ANNOTATION.name();

  private final KubernetesClient client;
  private final Leadership leadership;
  private final NamespaceLabeling labeling;
  private final EventRecorder events;

  public NamespaceReconciler(
      @WhileLeading KubernetesClient client,
      Leadership leadership,
      NamespaceLabeling labeling,
      EventRecorder events) {
    this.client = client;
    this.leadership = leadership;
    this.labeling = labeling;
    this.events = events;
  }

  @Override
  public UpdateControl<Namespace> reconcile(Namespace namespace, Context<Namespace> context) {
    if (!leadership.holds()) {
      return UpdateControl.noUpdate();
    }
    String name = namespace.getMetadata().getName();
    var metadata =
        new NamespaceMetadata(
            orEmpty(namespace.getMetadata().getLabels()),
            orEmpty(namespace.getMetadata().getAnnotations()));
    switch (labeling.plan(name, metadata)) {
      case Change.Nothing() -> {}
      case Change.SetLabel(var value) -> patch(namespace, "\"" + value + "\"", "\"" + value + "\"");
      case Change.RemoveLabel() -> patch(namespace, "null", "null");
      case Change.RemoveMark() -> patchMark(namespace);
      case Change.Warn(var violation) ->
          events.record(
              namespace, EventType.WARNING, "InvalidInjectionAnnotation", violation.toString());
    }
    return UpdateControl.noUpdate();
  }

  /** Only where the namespace is as we saw it: a user's change in between decides anew. */
  private void patch(Namespace namespace, String label, String mark) {
    apply(
        namespace,
        """
        {"metadata": {"resourceVersion": "%s", "labels": {"%s": %s}, "annotations": {"%s": %s}}}
        """
            .formatted(namespace.getMetadata().getResourceVersion(), LABEL, label, MARK, mark));
  }

  private void patchMark(Namespace namespace) {
    apply(
        namespace,
        """
        {"metadata": {"resourceVersion": "%s", "annotations": {"%s": null}}}
        """
            .formatted(namespace.getMetadata().getResourceVersion(), MARK));
  }

  private void apply(Namespace namespace, String mergePatch) {
    try {
      client.resource(namespace).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // The news of that change brings us here again.
    }
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }
}
