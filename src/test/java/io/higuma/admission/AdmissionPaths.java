package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.OfflineCluster;
import io.higuma.resource.ChangeValidator;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.KindRules;
import io.higuma.resource.PrivilegedUsers;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecDefaulter;
import io.higuma.resource.SpecValidator;
import io.higuma.resource.WriteRules;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The paths for objects of ours, with a few made-up rules, over a cluster of given objects. */
final class AdmissionPaths {
  static final String DEFAULTING = "/default-kuma-io-v1alpha1-mesh";
  static final String OWNER = "/owner-reference-kuma-io-v1alpha1";
  static final String VALIDATION = "/validate-kuma-io-v1alpha1";
  static final String SECRET = "/validate-v1-secret";
  static final String POD = "/validate-v1-pod";

  private final ControlPlaneConfig config;
  private final KnownFacts facts;
  private final OfflineCluster cluster;

  AdmissionPaths(ControlPlaneConfig config, List<ObjectNode> objects) {
    this.config = config;
    facts = new KnownFacts(objects);
    cluster = new OfflineCluster(objects, config.systemNamespace());
  }

  AdmissionHandler handler(String path) {
    Function<AdmissionRequest, AdmissionAnswer> answering =
        switch (path) {
          case DEFAULTING ->
              new ResourceDefaulting(
                      rules(),
                      writes(),
                      new ComputedLabels(config.mode(), config.zoneName()),
                      config.systemNamespace())
                  ::answer;
          case OWNER ->
              new OwnerReferences(
                      facts,
                      config.runtime().kubernetes().skipMeshOwnerReference()
                          ? OwnerReferences.MeshOwnership.OFF
                          : OwnerReferences.MeshOwnership.MESHES_OWN,
                      config.mode())
                  ::answer;
          case VALIDATION -> new ResourceValidation(rules(), writes(), facts)::answer;
          case SECRET ->
              new SecretAdmission(
                      facts,
                      config.store().unsafeDelete()
                          ? SecretAdmission.Deletion.OF_EVERYTHING
                          : SecretAdmission.Deletion.OF_WHAT_IS_NOT_IN_USE,
                      config.mode())
                  ::answer;
          case POD ->
              new PodValidation(
                      cluster,
                      facts,
                      config.runtime().kubernetes().disallowMultipleMeshesPerNamespace()
                          ? PodValidation.Meshes.ONE_PER_NAMESPACE
                          : PodValidation.Meshes.ANY_NUMBER)
                  ::answer;
          default -> throw new IllegalArgumentException(path);
        };
    return new ResourceReviews(answering, answer -> {});
  }

  private WriteRules writes() {
    var zone = config.multizone().zone();
    boolean alone = zone.globalAddress().isEmpty();
    return new WriteRules(
        switch (config.mode()) {
          case GLOBAL -> WriteRules.Position.GLOBAL;
          case ZONE -> alone ? WriteRules.Position.ALONE : WriteRules.Position.ZONE;
        },
        zone.name(),
        config.systemNamespace(),
        PrivilegedUsers.of(config.runtime().kubernetes().allowedUsers(), config.systemNamespace()),
        WriteRules.OriginLabels.CHECKED);
  }

  private static KindRules rules() {
    SpecDefaulter skipAll =
        spec -> {
          ObjectNode with =
              spec.isObject()
                  ? spec.deepCopy()
                  : com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
          if (!with.has("skipCreatingInitialPolicies")) {
            with.putArray("skipCreatingInitialPolicies").add("*");
          }
          return with;
        };
    ChangeValidator unused =
        (change, facts) ->
            switch (change.operation()) {
              case DELETE ->
                  facts.hasDataplanes(change.object().name())
                      ? new ChangeValidator.Verdict.Failed(400, "it is in use")
                      : ChangeValidator.Verdict.ACCEPTED;
              case CREATE, UPDATE ->
                  ChangeValidator.Verdict.of(
                      change.object().name().length() > 8
                          ? List.of(new Violation(FieldPath.of("name"), "is too long"))
                          : List.of());
            };
    ChangeValidator notHere =
        (change, facts) ->
            change.namespace().equals("kuma-system")
                ? new ChangeValidator.Verdict.Accepted(List.of("nobody uses it"))
                : new ChangeValidator.Verdict.Forbidden("not here");
    return new KindRules(
        Map.of(ResourceKind.MESH, skipAll),
        Map.of(ResourceKind.MESH_TIMEOUT, new Connections()),
        Map.of(ResourceKind.MESH, unused, ResourceKind.CONTAINER_PATCH, notHere));
  }

  /** Wants numbers for connections. */
  private static final class Connections implements SpecValidator {
    @Override
    public List<Violation> validate(ResourceView object) {
      var violations = new ArrayList<Violation>();
      JsonNode to = object.spec().path("to");
      for (int i = 0; i < to.size(); i++) {
        if (!to.path(i).path("connections").isNumber()) {
          violations.add(
              new Violation(
                  FieldPath.of("spec.to").index(i).field("connections"), "must be a number"));
        }
      }
      return violations;
    }

    @Override
    public List<String> warnings(ResourceView object) {
      return object.spec().has("from") ? List.of("from is old") : List.of();
    }
  }
}
