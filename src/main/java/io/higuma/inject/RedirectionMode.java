package io.higuma.inject;

import io.higuma.config.InjectorSettings;
import io.higuma.metadata.MetadataKey;
import java.util.List;

/** What describes the redirection of a pod. */
enum RedirectionMode {
  /** Many small annotations. */
  ANNOTATIONS,
  /** A ConfigMap of the platform, from which one annotation is made. */
  CONFIG_MAP;

  static RedirectionMode of(InjectorSettings settings) {
    return settings.transparentProxyConfigMap().isEmpty() ? ANNOTATIONS : CONFIG_MAP;
  }

  /** The annotations that say how the pod's traffic is redirected. */
  List<MetadataKey<?>> written() {
    return switch (this) {
      case ANNOTATIONS -> AnnotationRedirection.WRITTEN;
      case CONFIG_MAP -> ConfigMapRedirection.WRITTEN;
    };
  }
}
