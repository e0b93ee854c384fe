package io.higuma.service;

/** Keeps the annotations of Services for ingress controllers. What was set once stays. */
public record ServiceAnnotationReconciler(ServiceSurroundings surroundings, Writes writes) {
  public void reconcile(ObjectKey key) {
    surroundings
        .service(key)
        .ifPresent(service ->
            surroundings
                .namespace(key.namespace())
                .flatMap(namespace -> ServiceUpstream.patch(service, namespace))
                .ifPresent(patch -> writes.patch(service, patch)));
  }
}
