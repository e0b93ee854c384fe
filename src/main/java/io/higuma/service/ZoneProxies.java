package io.higuma.service;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** The pods that zone proxies run in. */
public interface ZoneProxies {
  /** A pod that may be a zone proxy, as it is known now. */
  Optional<Pod> pod(ObjectKey key);
}
