package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** References to where routes send traffic. */
final class BackendRefRules {
  private static final Set<TargetKind> KINDS =
      EnumSet.of(
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_SERVICE_SUBSET,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);
  private static final Set<TargetKind> MIRRORS =
      EnumSet.of(TargetKind.MESH_SERVICE, TargetKind.MESH_SERVICE_SUBSET);

  private BackendRefRules() {}

  static void list(SpecNode refs) {
    refs.objects().forEach(ref -> check(ref, KINDS));
  }

  static void mirror(SpecNode ref) {
    check(ref, MIRRORS);
  }

  private static void check(SpecNode ref, Set<TargetKind> kinds) {
    Optional<TargetKind> kind = TargetRefRules.of(kinds).check(ref);
    SpecNode weight = ref.field("weight");
    weight
        .integer()
        .filter(number -> number < 0)
        .ifPresent(wrong -> weight.reject("must be greater or equal to 0"));
    SpecNode port = ref.field("port");
    if (kind.filter(TargetKind.MESH_MULTI_ZONE_SERVICE::equals).isPresent()) {
      Alternatives.required(port);
    }
    NumberRules.port(port);
  }
}
