package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * A watch and what it is of.
 *
 * @param kind for people: the class of an informer does not always tell
 */
record WatchedKind(String kind, SharedIndexInformer<?> informer) {
  static WatchedKind of(SharedIndexInformer<?> informer) {
    return new WatchedKind(informer.getApiTypeClass().getSimpleName(), informer);
  }
}
