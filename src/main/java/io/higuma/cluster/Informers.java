package io.higuma.cluster;

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
    return objects
        .runnableInformer(NO_RESYNC)
        .itemStore(new PrunedItemStore<>(prune))
        .exceptionHandler(Informers::retry);
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

  private static boolean retry(boolean started, Throwable failure) {
    // A missing right or CRD may be put right while we run; until then we are not ready.
    LOG.warnv("A watch failed and is tried again: {0}", failure.getMessage());
    return true;
  }
}
