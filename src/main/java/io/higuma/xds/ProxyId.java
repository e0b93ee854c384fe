package io.higuma.xds;

import java.util.Optional;

/**
 * Which proxy it is.
 *
 * @param mesh empty for zone proxies
 * @param name on Kubernetes {@code pod.namespace}
 */
public record ProxyId(String mesh, String name) {
  private static final int MAX_LENGTH = 1024;

  /**
   * From the id of an Envoy's node, such as {@code default.web-1.shop}; empty if it is none. It has
   * only characters that names have, so that it can stand in a log.
   */
  public static Optional<ProxyId> parse(String nodeId) {
    int dot = nodeId.indexOf('.');
    if (dot < 0
        || dot == nodeId.length() - 1
        || nodeId.length() > MAX_LENGTH
        || !nodeId.chars().allMatch(ProxyId::isOfName)) {
      return Optional.empty();
    }
    return Optional.of(new ProxyId(nodeId.substring(0, dot), nodeId.substring(dot + 1)));
  }

  /** The name of its pod on Kubernetes: it may have dots, a namespace has none. */
  public String podName() {
    return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
  }

  /** The namespace of its pod on Kubernetes. */
  public String podNamespace() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Of DNS names, and of those on Universal. */
  private static boolean isOfName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  @Override
  public String toString() {
    return mesh + "." + name;
  }
}
