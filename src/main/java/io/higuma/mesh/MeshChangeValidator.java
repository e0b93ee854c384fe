package io.higuma.mesh;

import io.higuma.resource.ChangeValidator;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.Deletion;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceView;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import java.time.InstantSource;
import java.util.ArrayList;

/**
 * Says whether a Mesh may be made, changed or deleted, as far as its name, its authorities and its
 * Dataplanes matter. Clients know the fields without {@code spec}.
 *
 * @param clock certificates are judged for its time
 * @param deletion what becomes of a Mesh with Dataplanes
 */
public record MeshChangeValidator(InstantSource clock, Deletion deletion)
    implements ChangeValidator {
  private static final int MAX_NAME = 63;

  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    return switch (change.operation()) {
      case CREATE, UPDATE -> stored(change, facts);
      case DELETE -> deleted(change, facts);
    };
  }

  private Verdict deleted(ResourceChange change, ClusterFacts facts) {
    return switch (deletion) {
      case UNSAFE -> Verdict.ACCEPTED;
      case PROTECTED ->
          facts.hasDataplanes(change.object().name())
              ? new Verdict.Failed(
                  400, "mesh: unable to delete mesh, there are still some dataplanes attached")
              : Verdict.ACCEPTED;
    };
  }

  private Verdict stored(ResourceChange change, ClusterFacts facts) {
    var findings = new Findings();
    ResourceView mesh = change.object();
    if (change.old().isEmpty() && mesh.name().length() > MAX_NAME) {
      findings.add(FieldPath.of("name"), "cannot be longer than 63 characters");
    }
    SpecNode mtls = mtls(mesh, findings);
    var warnings = new ArrayList<String>();
    new CaBackendRules(mesh.name(), facts, clock.instant(), warnings).check(mtls);
    change.old().ifPresent(old -> enabledBackend(mtls(old, new Findings()), mtls));
    return findings.isEmpty()
        ? new Verdict.Accepted(warnings)
        : new Verdict.Invalid(findings.violations());
  }

  private static void enabledBackend(SpecNode before, SpecNode after) {
    String was = before.field("enabledBackend").textOrEmpty();
    SpecNode enabled = after.field("enabledBackend");
    String is = enabled.textOrEmpty();
    if (!was.isEmpty() && !is.isEmpty() && !was.equals(is)) {
      enabled.reject(
          "Changing CA when mTLS is enabled is forbidden. Disable mTLS first and then change the CA");
    }
  }

  private static SpecNode mtls(ResourceView mesh, Findings findings) {
    return SpecNode.of(mesh.spec().path("mtls"), FieldPath.of("mtls"), findings);
  }
}
