package io.higuma.policy;

import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What several policies say of their older fields. */
final class Deprecations {
  private Deprecations() {}

  static List<String> from(SpecNode spec) {
    return spec.field("from").isEmpty()
        ? List.of()
        : List.of("'from' field is deprecated, use 'rules' instead");
  }

  static List<String> fromWithoutIdentities(SpecNode spec) {
    return spec.field("from").isEmpty()
        ? List.of()
        : List.of("'from' field is deprecated, use 'rules' with SPIFFE-based matching instead");
  }

  /** Endpoints of collectors that are written where they are used. */
  static List<String> inlineEndpoints(Stream<SpecNode> confs) {
    var warnings = new ArrayList<String>();
    confs
        .flatMap(conf -> conf.field("backends").objects().stream())
        .map(backend -> backend.field("openTelemetry").field("endpoint"))
        .filter(endpoint -> !endpoint.isEmpty())
        .forEach(endpoint ->
            warnings.add(
                "'%s' is deprecated, use 'backendRef' instead".formatted(endpoint.path())));
    return warnings;
  }

  /** The settings of all items of these lists. */
  static Stream<SpecNode> confs(SpecNode spec, String... lists) {
    return Stream.of(lists)
        .flatMap(list -> spec.field(list).objects().stream())
        .map(item -> item.field("default"));
  }
}
