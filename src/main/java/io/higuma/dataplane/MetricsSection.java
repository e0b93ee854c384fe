package io.higuma.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.MetricsBackend;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the pod's metrics are offered, when its annotations say so. */
final class MetricsSection {
  private static final Pattern AGGREGATE =
      Pattern.compile(
          Pattern.quote(Annotations.METRICS_AGGREGATE) + "([a-zA-Z0-9-]+)-(?:port|path|enabled)");

  private MetricsSection() {}

  /**
   * The section; empty when no annotation is about metrics.
   *
   * @param keys of all annotations: applications are named in them
   */
  static Optional<MetricsBackend> of(MetadataReader annotations, Set<String> keys) {
    String path = annotations.read(Annotations.METRICS_PATH, "");
    Optional<Long> port = annotations.read(Annotations.METRICS_PORT);
    List<String> applications = applications(keys);
    if (path.isEmpty() && port.isEmpty() && applications.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode conf = JsonNodeFactory.instance.objectNode();
    putText(conf, "path", path);
    putNumber(conf, "port", port.orElse(0L));
    if (!applications.isEmpty()) {
      var aggregate = conf.putArray("aggregate");
      applications.forEach(name -> aggregate.add(application(name, annotations)));
    }
    return Optional.of(new MetricsBackend(null, MetricsBackend.PROMETHEUS, conf));
  }

  /** Sorted, so that the order of annotations does not show. */
  private static List<String> applications(Set<String> keys) {
    return keys.stream()
        .map(AGGREGATE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .distinct()
        .sorted()
        .toList();
  }

  private static ObjectNode application(String name, MetadataReader annotations) {
    boolean enabled = annotations.read(Annotations.aggregate(name, "enabled", Format.SWITCH), true);
    MetadataKey<Long> portKey = Annotations.aggregate(name, "port", Format.UINT32);
    if (enabled && !annotations.has(portKey)) {
      annotations.refuse(portKey, "port needs to be specified for metrics scraping");
    }
    ObjectNode application = JsonNodeFactory.instance.objectNode();
    application.put("name", name);
    putNumber(application, "port", annotations.read(portKey, 0L));
    putText(
        application,
        "path",
        annotations.read(Annotations.aggregate(name, "path", Format.TEXT), "/metrics"));
    application.put("enabled", enabled);
    putText(
        application,
        "address",
        annotations.read(Annotations.aggregate(name, "address", Format.TEXT), ""));
    return application;
  }

  private static void putText(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  /** As an int where it fits: that is what a parser makes of it, and nodes of both kinds differ. */
  private static void putNumber(ObjectNode node, String field, long value) {
    if (value == 0) {
      return;
    }
    if (value <= Integer.MAX_VALUE) {
      node.put(field, (int) value);
      return;
    }
    node.put(field, value);
  }
}
