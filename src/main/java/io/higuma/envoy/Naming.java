package io.higuma.envoy;

/** How resources are called. */
public enum Naming {
  LEGACY,
  /** By KRI; only where proxy and mesh both want it. */
  UNIFIED;

  private static final String OTHERS = "[^A-Za-z0-9_-]";

  /** The name with nothing in it that statistics can't have. */
  static String stat(String name) {
    return name.replaceAll(OTHERS, "_");
  }

  String of(String legacy, String unified) {
    return this == UNIFIED ? unified : legacy;
  }
}
