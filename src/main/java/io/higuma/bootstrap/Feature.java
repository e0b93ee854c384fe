package io.higuma.bootstrap;

/** What a kuma-dp says it can do, as far as the bootstrap depends on it. */
final class Feature {
  static final String DELTA = "feature-delta-grpc";
  static final String UNIFIED_NAMES = "feature-unified-resource-naming";

  private Feature() {}
}
