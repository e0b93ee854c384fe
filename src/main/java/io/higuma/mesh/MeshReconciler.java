package io.higuma.mesh;

import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.leader.Leadership;
import io.higuma.mesh.MeshSettings.Role;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps a mesh provided with what it asks for, and says in its status what it lacks. */
@Singleton
@ControllerConfiguration(name = MeshReconciler.NAME, generationAwareEventProcessing = false)
@GradualRetry(initialInterval = 500, intervalMultiplier = 2, maxInterval = 60_000, maxAttempts = -1)
public class MeshReconciler implements Reconciler<Mesh> {
  public static final String NAME = "mesh";

  /** What a right, a file or a kind that was missing needs to be noticed. */
  private static final Duration WHILE_BAD = Duration.ofSeconds(30);

  /** Authorities end without anybody's doing. */
  private static final Duration WHILE_GOOD = Duration.ofHours(6);

  private final Leadership leadership;
  private final Settings settings;
  private final MeshKeeper keeper;
  private final MeshStatusPlanner statuses;
  private final MeshObjects objects;

  /**
   * What the reconciler is given, beside what it reads.
   *
   * @param events for what happens to a Mesh
   * @param triggers what makes a Mesh worth another look
   */
  public record Settings(Role role, EventRecorder events, List<EventSource<?, Mesh>> triggers) {
    public Settings {
      triggers = List.copyOf(triggers);
    }
  }

  public MeshReconciler(
      Leadership leadership,
      Settings settings,
      MeshKeeper keeper,
      MeshStatusPlanner statuses,
      MeshObjects objects) {
    this.leadership = leadership;
    this.settings = settings;
    this.keeper = keeper;
    this.statuses = statuses;
    this.objects = objects;
  }

  @Override
  public List<EventSource<?, Mesh>> prepareEventSources(EventSourceContext<Mesh> context) {
    return settings.triggers();
  }

  @Override
  public UpdateControl<Mesh> reconcile(Mesh mesh, Context<Mesh> context) {
    if (!leadership.holds()
        || settings.role() == Role.FEDERATED_ZONE
        || mesh.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    MeshFindings findings = keeper.keep(mesh);
    tell(mesh, findings);
    statuses.plan(mesh, findings).ifPresent(status -> objects.status(mesh, status));
    return UpdateControl.<Mesh>noUpdate()
        .rescheduleAfter(findings.isWorthAnotherLook() ? WHILE_BAD : WHILE_GOOD);
  }

  private void tell(Mesh mesh, MeshFindings findings) {
    if (!findings.created().isEmpty()) {
      settings
          .events()
          .record(
              mesh,
              EventType.NORMAL,
              "CreatedMeshDefaults",
              "Created " + String.join(", ", findings.created()));
    }
    for (String backend : findings.made()) {
      settings
          .events()
          .record(
              mesh,
              EventType.NORMAL,
              "CreatedCertificateAuthority",
              "Created the certificate authority of backend " + backend);
    }
    warn(mesh, MeshStatus.READY, "MalformedMesh", findings.malformed());
    warn(
        mesh,
        MeshStatus.CERTIFICATE_AUTHORITY,
        "CertificateAuthorityUnusable",
        MeshStatusPlanner.authority(findings));
    warn(mesh, MeshStatus.DEFAULT_POLICIES, "MeshDefaultsNotCreated", findings.policies());
  }

  /** Once for each thing that is wrong: the condition remembers. */
  private void warn(Mesh mesh, String condition, String reason, Optional<Verdict> verdict) {
    verdict
        .filter(one -> !one.isGood())
        .filter(one -> !MeshStatusPlanner.says(mesh, condition, one))
        .ifPresent(one -> settings.events().record(mesh, EventType.WARNING, reason, one.message()));
  }
}
