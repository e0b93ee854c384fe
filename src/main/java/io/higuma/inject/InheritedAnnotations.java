package io.higuma.inject;

import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;

/** Annotations of a pod and, for each key that it does not have, of its namespace. */
final class InheritedAnnotations {
  private final MetadataReader pod;
  private final MetadataReader namespace;
  private final String namespaceName;

  /**
   * @param pod keeps what is malformed on the pod
   */
  InheritedAnnotations(MetadataReader pod, String namespaceName, NamespaceMetadata namespace) {
    this.pod = pod;
    this.namespaceName = namespaceName;
    this.namespace = new MetadataReader(namespace.annotations());
  }

  boolean has(MetadataKey<?> key) {
    return pod.has(key) || namespace.has(key);
  }

  /** The value; empty when the key is absent, or malformed where it stands. */
  <T> Optional<T> read(MetadataKey<T> key) {
    return reader(key).read(key);
  }

  /** Keeps a mistake in the value of a key. */
  void refuse(MetadataKey<?> key, String message) {
    reader(key).refuse(key, message);
  }

  /** Which object has the key, for messages. */
  String owner(MetadataKey<?> key) {
    return pod.has(key) ? "the pod" : "namespace " + namespaceName;
  }

  /** What is malformed on the namespace. */
  List<Violation> violationsOfNamespace() {
    return namespace.violations().stream()
        .map(found ->
            new Violation(
                found.field(), found.message() + " (on the namespace " + namespaceName + ")"))
        .toList();
  }

  private MetadataReader reader(MetadataKey<?> key) {
    return pod.has(key) ? pod : namespace;
  }
}
