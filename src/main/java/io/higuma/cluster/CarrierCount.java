package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.higuma.certs.AuthorityFingerprints;
import io.higuma.certs.CarriedAuthorities;
import io.higuma.inject.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** How many pods carry which authorities; a pod that comes, changes or goes is one step. */
final class CarrierCount implements ResourceEventHandler<Pod> {
  private static final String BETWEEN = ",";

  private final ConcurrentMap<List<String>, Integer> pods = new ConcurrentHashMap<>();

  CarriedAuthorities now() {
    return new CarriedAuthorities(pods);
  }

  @Override
  public void onAdd(Pod added) {
    change(added, 1);
  }

  @Override
  public void onUpdate(Pod before, Pod after) {
    change(before, -1);
    change(after, 1);
  }

  @Override
  public void onDelete(Pod deleted, boolean lastStateUnknown) {
    change(deleted, -1);
  }

  private void change(Pod pod, int by) {
    List<String> carried = carriedBy(pod);
    if (!carried.isEmpty()) {
      pods.merge(carried, by, (before, more) -> before + more == 0 ? null : before + more);
    }
  }

  /** In the place of a container's environment: which authorities it has, instead of these. */
  static List<EnvVar> kept(List<EnvVar> environment) {
    for (EnvVar variable : environment) {
      if (Names.CA_CERTIFICATE_VARIABLE.equals(variable.getName()) && variable.getValue() != null) {
        String names = String.join(BETWEEN, AuthorityFingerprints.ofPem(variable.getValue()));
        // The same in all pods of a time, so one text for all.
        return List.of(new EnvVar(Names.CA_CERTIFICATE_VARIABLE, names.intern(), null));
      }
    }
    return List.of();
  }

  /** Of a pod as the cache has it. Those of a pod that has ended are nobody's. */
  static List<String> carriedBy(Pod pod) {
    if (!SidecarWatch.counts(pod)) {
      return List.of();
    }
    var found = new ArrayList<String>();
    Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .map(Container::getEnv)
        .flatMap(List::stream)
        .map(EnvVar::getValue)
        .filter(names -> names != null && !names.isEmpty())
        .forEach(names -> found.addAll(List.of(names.split(BETWEEN, -1))));
    return List.copyOf(found);
  }
}
