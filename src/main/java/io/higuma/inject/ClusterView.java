package io.higuma.inject;

import io.higuma.containerpatch.CheckedPatch;
import java.util.List;
import java.util.Optional;

/**
 * What injection needs to know of the cluster. Answers come from memory and are cheap, but for what
 * memory does not have.
 *
 * <p>Any of them may throw {@link UnavailableException}.
 */
public interface ClusterView {
  /** Empty when there is no such namespace. */
  Optional<NamespaceMetadata> namespace(String name);

  /**
   * A second look at a namespace that does not ask for injection: who asks the webhook has found
   * that it does, so memory may be behind.
   */
  Optional<NamespaceMetadata> namespaceAnew(String name);

  boolean meshExists(String name);

  /** The Services of a namespace; asked for only when a pod's mesh does not exist. */
  List<ServiceMetadata> services(String namespace);

  /**
   * The ContainerPatch of that name in the first of these namespaces that has one.
   *
   * @param namespaces best first
   */
  Optional<FoundPatch> containerPatch(String name, List<String> namespaces);

  /** A ContainerPatch and where it was found. */
  record FoundPatch(String namespace, CheckedPatch patch) {}

  /** The content of {@code config.yaml} in a ConfigMap of the system namespace. */
  ConfigMapEntry transparentProxyConfig(String configMap);

  /** What was found under a ConfigMap's key. */
  sealed interface ConfigMapEntry {
    record Found(String content) implements ConfigMapEntry {}

    /** The ConfigMap has no such key, or nothing under it. */
    record Empty() implements ConfigMapEntry {}

    record NoConfigMap() implements ConfigMapEntry {}
  }

  /** The cluster can't be asked now. The message is for the user. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
