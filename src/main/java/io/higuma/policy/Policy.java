package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;

/**
 * A policy while it is checked.
 *
 * @param spec all of it
 * @param top what it is for as a whole; empty if that is malformed
 */
record Policy(SpecNode spec, Optional<TargetKind> top) {
  SpecNode topRef() {
    return spec.field("targetRef");
  }

  boolean isTop(TargetKind kind) {
    return top.filter(found -> found == kind).isPresent();
  }

  /** Whether it is for gateways alone. */
  boolean isOfGateways() {
    return top.filter(TargetKind::isOfGateways).isPresent();
  }

  /** Whether it is for gateways, too. */
  boolean includesGateways() {
    if (top.isEmpty()) {
      return false;
    }
    return switch (top.get()) {
      case MESH_GATEWAY, MESH_HTTP_ROUTE -> true;
      case MESH, MESH_SUBSET -> {
        List<String> types = topRef().field("proxyTypes").texts();
        yield types.isEmpty() || types.contains("Gateway");
      }
      case DATAPLANE,
          MESH_SERVICE,
          MESH_SERVICE_SUBSET,
          MESH_EXTERNAL_SERVICE,
          MESH_MULTI_ZONE_SERVICE ->
          false;
    };
  }

  boolean has(String list) {
    return !spec.field(list).isEmpty();
  }
}
