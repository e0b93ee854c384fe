package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.resource.ResourceKind;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** How every informer of ours is made: objects are pruned when stored, and failures are retried. */
final class Informers {
  private static final Logger LOG = Logger.getLogger(Informers.class);
  private static final long NO_RESYNC = 0;

  private Informers() {}

  /**
   * @param prune drops what nobody reads; may change its argument
   */
  static <T extends HasMetadata> SharedIndexInformer<T> make(
      Informable<T> objects, UnaryOperator<T> prune) {
    SharedIndexInformer<T> informer = objects.runnableInformer(NO_RESYNC);
    return retrying(informer.getApiTypeClass().getSimpleName(), informer, prune);
  }

  /** The same for objects whose class does not tell their kind. */
  static SharedIndexInformer<GenericKubernetesResource> make(
      ResourceKind kind,
      Informable<GenericKubernetesResource> objects,
      UnaryOperator<GenericKubernetesResource> prune) {
    return retrying(kind.kind(), objects.runnableInformer(NO_RESYNC), prune);
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> retrying(
      String kind, SharedIndexInformer<T> informer, UnaryOperator<T> prune) {
    informer
        .itemStore(new PrunedItemStore<>(prune))
        .exceptionHandler((started, failure) -> retry(kind, failure));
    return informer;
  }

  /** How the API server names a kind of ours that has no class. */
  static ResourceDefinitionContext definition(ResourceKind kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("kuma.io")
        .withVersion("v1alpha1")
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(kind.scope() == ResourceKind.Scope.NAMESPACE)
        .build();
  }

  /** Starts it without waiting; the result comes when all objects are read. */
  static CompletionStage<Void> start(SharedIndexInformer<?> informer) {
    return informer
        .start()
        .whenComplete((started, failure) -> {
          if (failure != null) {
            LOG.errorv(
                failure,
                "The watch of {0} ended for good",
                informer.getApiTypeClass().getSimpleName());
          }
        });
  }

  private static boolean retry(String kind, Throwable failure) {
    // A missing right or CRD may be put right while we run; until then whoever reads it waits.
    LOG.warnv("A watch failed and is tried again; kind={0}: {1}", kind, failure.getMessage());
    return true;
  }
}
