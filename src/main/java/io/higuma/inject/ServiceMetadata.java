package io.higuma.inject;

import java.util.Map;

/** What injection reads of a Service. */
public record ServiceMetadata(
    Map<String, String> labels, Map<String, String> annotations, Map<String, String> selector) {
  public ServiceMetadata {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    selector = Map.copyOf(selector);
  }
}
