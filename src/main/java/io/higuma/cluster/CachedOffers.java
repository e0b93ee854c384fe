package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.service.ObjectKey;
import io.higuma.service.Offer;
import io.higuma.service.Offers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What Dataplanes offer, kept up by their informer. Looks at a Dataplane when it changes, and at
 * all of them once.
 */
public final class CachedOffers {
  private final ClusterCaches caches;
  private final Function<ObjectKey, Optional<Dataplane>> now;
  private final Offers offers = new Offers();
  private boolean isComplete;

  public CachedOffers(ClusterCaches caches) {
    this(caches, key -> caches.dataplane(key.namespace(), key.name()));
  }

  /**
   * @param now a Dataplane as it is; empty if it is gone
   */
  CachedOffers(ClusterCaches caches, Function<ObjectKey, Optional<Dataplane>> now) {
    this.caches = caches;
    this.now = now;
  }

  /** Has somebody told the meshes in which there is something new. Before the informer starts. */
  void watch(Consumer<String> news) {
    caches
        .dataplaneInformer()
        .addEventHandler(
            new ResourceEventHandler<Dataplane>() {
              @Override
              public void onAdd(Dataplane added) {
                look(added).forEach(news);
              }

              @Override
              public void onUpdate(Dataplane before, Dataplane after) {
                look(after).forEach(news);
              }

              @Override
              public void onDelete(Dataplane deleted, boolean lastStateUnknown) {
                look(deleted).forEach(news);
              }
            });
  }

  /**
   * As it is now: news may be older than what is known. One at a time, since of two that look at
   * one Dataplane the one who has seen the older state might be the later to put it.
   */
  synchronized Set<String> look(Dataplane dataplane) {
    ObjectKey key = ObjectKey.of(dataplane);
    return offers.put(key, now.apply(key));
  }

  /** Complete once the caches are: handlers are told later than the informer knows. */
  List<Offer> of(String mesh) {
    complete();
    return offers.of(mesh);
  }

  private synchronized void complete() {
    if (!isComplete) {
      caches.dataplanes().forEach(this::look);
      isComplete = true;
    }
  }

  List<String> meshesWith(String service) {
    return offers.meshesWith(service);
  }
}
