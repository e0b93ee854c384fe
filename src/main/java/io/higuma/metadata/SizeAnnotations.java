package io.higuma.metadata;

import io.higuma.units.ResourceQuantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Annotations of a pod or namespace about the size of the containers that injection adds. The pod's
 * win, key by key.
 */
public final class SizeAnnotations {
  /** What the keys for the sidecar begin with. */
  public static final String SIDECAR_PREFIX = "sidecar.higuma.io/";

  /** What the keys for kuma-init, or kuma-validation in its place, begin with. */
  public static final String INIT_PREFIX = "init.higuma.io/";

  /**
   * The keys about one resource of a container.
   *
   * @param resource its name in Kubernetes: {@code ephemeral-storage}
   */
  public record Keys(
      String resource, MetadataKey<ResourceQuantity> request, MetadataKey<ResourceQuantity> limit) {
    private static Keys of(String prefix, String resource, String container) {
      return new Keys(
          resource,
          MetadataKey.annotation(
              prefix + resource + "-request",
              Format.QUANTITY,
              "On a pod or namespace: %s that %s requests.".formatted(resource, container)),
          MetadataKey.annotation(
              prefix + resource + "-limit",
              Format.QUANTITY,
              "On a pod or namespace: %s limit of %s; 0 means none."
                  .formatted(resource, container)));
    }
  }

  public static final List<Keys> SIDECAR = keys(SIDECAR_PREFIX, "the sidecar");
  public static final List<Keys> INIT = keys(INIT_PREFIX, "kuma-init or kuma-validation");

  public static final MetadataKey<Map<String, String>> RESIZE_POLICY =
      MetadataKey.annotation(
          SIDECAR_PREFIX + "resize-policy",
          Format.RESIZE_POLICY,
          "On a pod or namespace: whether the sidecar restarts when its cpu or memory is changed while it runs.");
  public static final MetadataKey<Boolean> KEEP_QOS_CLASS =
      MetadataKey.annotation(
          "higuma.io/keep-qos-class",
          Format.SWITCH,
          "On a pod or namespace: whether a pod of class Guaranteed stays so, by requests of the added containers that equal their limits.");

  /** All of them, for the reference documentation. */
  public static final List<MetadataKey<?>> ALL =
      Stream.concat(
              Stream.concat(SIDECAR.stream(), INIT.stream())
                  .flatMap(keys -> Stream.<MetadataKey<?>>of(keys.request(), keys.limit())),
              Stream.of(RESIZE_POLICY, KEEP_QOS_CLASS))
          .toList();

  private SizeAnnotations() {}

  private static List<Keys> keys(String prefix, String container) {
    return Stream.of("cpu", "memory", "ephemeral-storage")
        .map(resource -> Keys.of(prefix, resource, container))
        .toList();
  }
}
