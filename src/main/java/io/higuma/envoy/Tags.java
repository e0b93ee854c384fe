package io.higuma.envoy;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags of inbounds that mean something to the control plane. */
public final class Tags {
  public static final String SERVICE = "kuma.io/service";
  public static final String PROTOCOL = "kuma.io/protocol";
  public static final String ZONE = "kuma.io/zone";
  public static final String MESH = "mesh";

  private Tags() {}

  static SortedMap<String, String> without(Map<String, String> tags, String key) {
    var rest = new TreeMap<>(tags);
    rest.remove(key);
    return rest;
  }
}
