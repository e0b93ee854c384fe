package io.higuma;

import io.higuma.cluster.CachedClusterView;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.FromMemory;
import io.higuma.cluster.PatchUsers;
import io.higuma.cluster.SidecarMetrics;
import io.higuma.cluster.SidecarWatch;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.containerpatch.ContainerPatchReconciler;
import io.higuma.containerpatch.ForbiddenPaths;
import io.higuma.containerpatch.PatchStatusPlanner;
import io.higuma.inject.DefaultPod;
import io.higuma.inject.Injector;
import io.higuma.inject.SidecarCheck;
import io.higuma.inject.SidecarForm;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The part of {@link Wiring} that is for what is known of running sidecars. */
@Singleton
public class SidecarWiring {
  @Produces
  @Singleton
  SidecarWatch sidecarWatch(
      ControlPlaneConfig config, ClusterCaches caches, Instance<SidecarForm> form) {
    var check =
        new Later<>(() ->
            new SidecarCheck(
                Injector.of(
                    config,
                    form.get(),
                    () -> "", // Certificates do not count.
                    new CachedClusterView(caches, new FromMemory()))));
    return new SidecarWatch(caches, check, config.injector().containerPatches());
  }

  @Produces
  @Singleton
  DefaultPod defaultPod(ControlPlaneConfig config, ClusterCaches caches, SidecarForm form) {
    return new DefaultPod(
        config,
        form,
        () -> "", // Patches can't see more of it than that it is there.
        new CachedClusterView(caches, new FromMemory()));
  }

  @Produces
  @Singleton
  PatchStatusPlanner patchStatusPlanner(
      InstantSource clock, ControlPlaneConfig config, Instance<DefaultPod> pod) {
    return new PatchStatusPlanner(
        clock,
        config.systemNamespace(),
        new ForbiddenPaths(config.higuma().containerPatches().forbiddenPaths()),
        () -> pod.get().containers());
  }

  @Produces
  @Singleton
  ContainerPatchReconciler.Users patchUsers(
      ClusterCaches caches, SidecarWatch sidecars, ControlPlaneConfig config) {
    return new PatchUsers(
        caches,
        sidecars,
        config.systemNamespace(),
        Wiring.patchReach(config),
        config.injector().containerPatches());
  }

  @Produces
  @Singleton
  SidecarMetrics sidecarMetrics(ClusterCaches caches, SidecarWatch sidecars, MeterRegistry meters) {
    return new SidecarMetrics(caches, sidecars, meters);
  }
}
