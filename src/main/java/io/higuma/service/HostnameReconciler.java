package io.higuma.service;

import io.higuma.resource.ResourceKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the host names of all services of a kind: who has a name decides for others whether they
 * may have it, so they are looked at together.
 */
public record HostnameReconciler(
    DestinationSurroundings surroundings, String zone, InstantSource clock, Writes writes) {
  public void reconcile(ResourceKind kind) {
    List<HostnameGenerator> generators =
        surroundings.hostnameGenerators().stream()
            .map(HostnameGenerator::of)
            .flatMap(Optional::stream)
            .filter(generator -> generator.kind() == kind)
            .toList();
    new HostnameEvaluation(zone, clock)
        .changes(generators, surroundings.destinations(kind))
        .forEach(change -> writes.patch(change.service().object(), change.patch()));
  }
}
