package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.metadata.Annotations;
import io.higuma.validation.Violation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks after a mesh: reads what there is, makes what the plan says, and tells what came of it. May
 * end at any point, and goes on from there the next time.
 */
public final class MeshKeeper {
  private final MeshPlanner planner;
  private final MeshSecrets secrets;
  private final MeshObjects objects;
  private final MeshAuthorityIssuer issuer;
  private final AuthorityKeeper authorities;

  public MeshKeeper(
      MeshPlanner planner,
      MeshSecrets secrets,
      MeshObjects objects,
      MeshAuthorityIssuer issuer,
      InstantSource clock) {
    this.planner = planner;
    this.secrets = secrets;
    this.objects = objects;
    this.issuer = issuer;
    this.authorities = new AuthorityKeeper(secrets, objects, issuer, clock);
  }

  MeshFindings keep(Mesh mesh) {
    Optional<Violation> defect = defect(mesh);
    if (defect.isPresent()) {
      return MeshFindings.malformed(defect.get().toString());
    }
    MeshPlan plan = planner.plan(mesh, known(mesh));
    var made = new ArrayList<String>();
    Optional<Refusal> ofAuthority = Optional.empty();
    for (MeshPlan.NewAuthority authority : plan.authorities()) {
      try {
        if (authorities.make(mesh, authority)) {
          made.add(authority.backend());
        }
      } catch (Refusal e) {
        ofAuthority = Optional.of(e);
      }
    }
    var created = new ArrayList<String>();
    Verdict policies = policies(mesh, plan, created);
    List<Verdict> verdicts =
        ofAuthority
            .map(refusal -> List.of(Verdict.bad("Refused", refusal.sentence())))
            .orElseGet(() -> authorities.judge(mesh));
    return new MeshFindings(Optional.empty(), verdicts, Optional.of(policies), created, made);
  }

  /** Informers read a spec that makes no sense as an empty one, and only that is worth a call. */
  private Optional<Violation> defect(Mesh mesh) {
    return mesh.getSpec().equals(MeshSpec.EMPTY)
        ? MeshReading.defect(objects.spec(mesh.getMetadata().getName()))
        : Optional.empty();
  }

  private KnownOfMesh known(Mesh mesh) {
    var names = new HashSet<>(authorities.known(mesh));
    if (!MeshPlanner.hasDefaults(mesh)) {
      names.addAll(secrets.namesOfMesh(mesh));
    }
    var labels = new TreeMap<String, Map<String, String>>();
    for (GenericKubernetesResource policy : planner.policies(mesh)) {
      objects.labels(policy).ifPresent(found -> labels.put(KnownOfMesh.key(policy), found));
    }
    return new KnownOfMesh(names, labels);
  }

  private Verdict policies(Mesh mesh, MeshPlan plan, List<String> created) {
    try {
      plan.signingKey()
          .filter(name -> secrets.create(mesh, name, newKey()))
          .ifPresent(name -> created.add("Secret " + name));
      for (GenericKubernetesResource policy : plan.policies()) {
        if (objects.create(policy)) {
          created.add(policy.getKind() + " " + policy.getMetadata().getName());
        }
      }
      plan.relabelled().forEach(one -> objects.label(one.policy(), one.labels()));
      if (plan.mark() == MeshPlan.Mark.SET) {
        objects.annotate(mesh, Annotations.MESH_DEFAULTS_GENERATED.name(), "true");
      }
    } catch (Refusal e) {
      return Verdict.bad("NotCreated", e.sentence());
    }
    return mesh.getSpec().skipCreatingInitialPolicies().contains(DefaultPolicies.ALL)
        ? Verdict.good("Skipped", "spec.skipCreatingInitialPolicies wants none")
        : Verdict.good(
            "Created", "They were made once; those that are deleted or changed since stay so");
  }

  private SecretValue newKey() {
    return new SecretValue(issuer.newKeyPem(MeshAuthorityIssuer.DEFAULT_BITS));
  }
}
