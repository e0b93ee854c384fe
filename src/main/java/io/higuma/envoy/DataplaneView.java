package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.metadata.Labels;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Dataplane as the mesh knows it. Whoever makes views keeps the same one as long as nothing
 * changes in it: comparing is quick then.
 *
 * @param name with its namespace where it has one: {@code web-1.shop}
 * @param labels all of them, computed ones included
 */
public record DataplaneView(
    String mesh, String name, SortedMap<String, String> labels, DataplaneSpec spec) {
  public DataplaneView {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  public String zone() {
    return labels.getOrDefault(Labels.ZONE.name(), "");
  }

  /** Where other proxies reach it by default; empty if it does not say. */
  public String address() {
    var networking = spec.networking();
    return networking == null || networking.address() == null ? "" : networking.address();
  }
}
