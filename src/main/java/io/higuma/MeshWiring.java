package io.higuma;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.KubernetesMeshObjects;
import io.higuma.cluster.KubernetesMeshSecrets;
import io.higuma.cluster.MeshNews;
import io.higuma.cluster.SidecarWatch;
import io.higuma.cluster.StartupRun;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.leader.Leadership;
import io.higuma.leader.WhileLeading;
import io.higuma.mesh.MeshKeeper;
import io.higuma.mesh.MeshObjects;
import io.higuma.mesh.MeshPlanner;
import io.higuma.mesh.MeshReconciler;
import io.higuma.mesh.MeshSettings;
import io.higuma.mesh.MeshStatusPlanner;
import io.higuma.mesh.StartupDefaults;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The part of {@link Wiring} that is for the life of meshes. */
@Singleton
public class MeshWiring {
  private static final Duration BETWEEN_STARTUP_TRIES = Duration.ofSeconds(5);

  @Produces
  @Singleton
  MeshSettings meshSettings(ControlPlaneConfig config) {
    return MeshSettings.of(config);
  }

  @Produces
  @Singleton
  KubernetesMeshSecrets meshSecrets(
      @WhileLeading KubernetesClient client, ControlPlaneConfig config) {
    return new KubernetesMeshSecrets(client, config.systemNamespace());
  }

  void close(@Disposes KubernetesMeshSecrets secrets) {
    secrets.close();
  }

  @Produces
  @Singleton
  MeshObjects meshObjects(@WhileLeading KubernetesClient client) {
    return new KubernetesMeshObjects(client);
  }

  @Produces
  @Singleton
  MeshAuthorityIssuer meshAuthorities(InstantSource clock) {
    return new MeshAuthorityIssuer(clock, new SecureRandom());
  }

  @Produces
  @Singleton
  MeshKeeper meshKeeper(
      MeshSettings settings,
      KubernetesMeshSecrets secrets,
      MeshObjects objects,
      MeshAuthorityIssuer issuer,
      InstantSource clock) {
    return new MeshKeeper(new MeshPlanner(settings), secrets, objects, issuer, clock);
  }

  @Produces
  @Singleton
  MeshStatusPlanner meshStatusPlanner(InstantSource clock, SidecarWatch sidecars) {
    return new MeshStatusPlanner(clock, sidecars);
  }

  @Produces
  @Singleton
  MeshReconciler.Settings meshReconcilerSettings(
      MeshSettings settings,
      KubernetesEvents events,
      KubernetesMeshSecrets secrets,
      SidecarWatch sidecars) {
    return new MeshReconciler.Settings(
        settings.role(),
        events.from("higuma.io/mesh"),
        List.of(secrets.trigger(), new MeshNews(sidecars)));
  }

  @Produces
  @Singleton
  StartupRun startupRun(
      MeshSettings settings,
      KubernetesMeshSecrets secrets,
      MeshObjects objects,
      MeshAuthorityIssuer issuer,
      Leadership leadership) {
    return new StartupRun(
        new StartupDefaults(settings, secrets, objects, issuer), leadership, BETWEEN_STARTUP_TRIES);
  }
}
