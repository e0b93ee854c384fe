package io.higuma;

import io.higuma.admission.AdmissionRoute;
import io.higuma.admission.AdmissionServer;
import io.higuma.admission.InjectionEvents;
import io.higuma.admission.InjectionLog;
import io.higuma.admission.WarmUp;
import io.higuma.certs.CertificateKeeper;
import io.higuma.certs.CertificateSecrets;
import io.higuma.certs.ServedCertificates;
import io.higuma.certs.TrustedAuthority;
import io.higuma.cluster.ApiServerVersion;
import io.higuma.cluster.AuthorityCarriers;
import io.higuma.cluster.CacheMetrics;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.Controllers;
import io.higuma.cluster.GatewayControllers;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.KubernetesMeshSecrets;
import io.higuma.cluster.KubernetesSecretStore;
import io.higuma.cluster.LeaderElection;
import io.higuma.cluster.LeaderReconcilers;
import io.higuma.cluster.MeshViews;
import io.higuma.cluster.NetworkAttachments;
import io.higuma.cluster.OwnWebhooks;
import io.higuma.cluster.PolicyStatuses;
import io.higuma.cluster.ProxyCaches;
import io.higuma.cluster.ProxyConfigs;
import io.higuma.cluster.ServiceCaches;
import io.higuma.cluster.SidecarMetrics;
import io.higuma.cluster.SidecarWatch;
import io.higuma.cluster.StartupRun;
import io.higuma.cluster.TakeoverWatch;
import io.higuma.cluster.WebhookTrust;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.leader.Leadership;
import io.higuma.mesh.StartupDefaults;
import io.higuma.mesh.StartupDefaults.Part;
import io.higuma.metadata.MeshSelection;
import io.higuma.xds.DataPlaneServer;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Starts what {@link Wiring} made, tells when it is ready, and ends it. */
@Singleton
public class Lifecycle {
  private static final Logger LOG = Logger.getLogger(Lifecycle.class);

  /** Some times what the webhook needs to be ready; without a certificate it never is. */
  private static final Duration WEBHOOK_FIRST = Duration.ofSeconds(10);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  /** Who leads makes it within seconds; when it can't, the log says so, and pods are told. */
  private static final Duration MESH_FIRST = Duration.ofSeconds(30);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Sweeps sweeps = new Sweeps();
  private final Executor starter =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("start").factory());

  @Produces
  @Singleton
  AdmissionReadiness readiness(
      ApiServerVersion version, AdmissionServer server, ClusterCaches caches, WarmUp warmUp) {
    return new AdmissionReadiness(
        version::isKnown, server::isServing, caches::pending, warmUp::isDone);
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck admissionReadiness(
      AdmissionReadiness readiness,
      ApiServerVersion version,
      AdmissionServer server,
      ClusterCaches caches,
      ServiceCaches services,
      ProxyCaches proxies,
      WarmUp warmUp,
      TakeoverWatch takeover,
      LeaderElection election) {
    return () ->
        HealthCheckResponse.named("admission")
            .withData("missing", String.join("; ", readiness.missing()))
            .withData("serving", server.isServing())
            .withData(
                "waitingFor",
                version.isKnown() ? String.join(", ", caches.pending()) : "the API server")
            .withData("warm", warmUp.isDone())
            .withData("controllersWaitFor", String.join(", ", services.pending()))
            .withData("dataPlanesWaitFor", String.join(", ", proxies.pending()))
            .withData("leader", election.holder())
            .withData("otherControlPlanes", String.join("; ", takeover.signs()))
            .status(readiness.isReady())
            .build();
  }

  /**
   * Starts what runs by itself, when the API server answers. Nothing here waits for it: the process
   * lives meanwhile, and the health checks tell how far it is.
   */
  void start(
      @Observes StartupEvent event,
      ApiServerVersion version,
      ControlPlaneConfig config,
      ClusterCaches caches,
      WebhookTrust trust,
      TakeoverWatch takeover,
      KubernetesSecretStore secrets,
      CertificateKeeper certificates,
      AdmissionServer server,
      WarmUp warmUp,
      KubernetesMeshSecrets meshSecrets,
      @All List<AdmissionRoute> routes) {
    server
        .firstServed()
        .thenAccept(pair -> Thread.ofVirtual().start(() -> warmUp.run(routes, pair)));
    whenAnswered(
        version,
        () -> {
          meshSecrets.start();
          certificates.check();
          trust.start(() -> {
            certificates.check();
            takeover.lookSoon();
          });
          takeover.lookSoon();
          if (config.runtime().kubernetes().admissionServer().certDir().isEmpty()) {
            secrets.watch(CertificateSecrets.SERVING, certificates::check);
            secrets.watch(CertificateSecrets.AUTHORITY, certificates::check);
          }
          caches.start();
        });
  }

  /** Pods do not wait for a first start. */
  void startWebhooks(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
      ControlPlaneConfig config,
      AdmissionServer server,
      ClusterCaches caches,
      WarmUp warmUp,
      OwnWebhooks webhooks,
      WebhookTrust trust,
      CertificateKeeper certificates) {
    boolean makesMesh = StartupDefaults.wanted(config).contains(Part.DEFAULT_MESH);
    var opening =
        new WebhookOpening(
            () -> server.isServing() && caches.hasSynced() && warmUp.isDone(),
            webhooks::isKept,
            trust::isReachable,
            () -> !makesMesh || caches.mesh(MeshSelection.DEFAULT_MESH).isPresent());
    Thread.ofVirtual()
        .name("webhooks")
        .start(() -> {
          if (opening.await(BETWEEN_LOOKS, MESH_FIRST)) {
            trust.answering();
            certificates.check();
          }
        });
  }

  void startSweeps(
      @Observes StartupEvent event,
      InjectionLog log,
      InjectionEvents events,
      CacheMetrics caches,
      SidecarWatch sidecars,
      SidecarMetrics sidecarMetrics,
      TakeoverWatch takeover,
      ConfigWatch settings,
      Leadership leadership,
      TrustedAuthority authority,
      AuthorityCarriers carriers) {
    sweeps.start(
        log::sweep,
        events::sweep,
        caches::sweep,
        either(leadership, sidecars::sweep, sidecars::forgetAll),
        either(leadership, sidecarMetrics::sweep, sidecarMetrics::clear),
        takeover::sweep,
        settings::sweep,
        authority::look,
        carriers::sweep);
  }

  private static Runnable either(Leadership leadership, Runnable leading, Runnable resting) {
    return () -> (leadership.holds() ? leading : resting).run();
  }

  /**
   * After the caches that they read, and after the webhook, which pods wait for: their watches and
   * classes would take its time. All that only one replica may do follows the leader election:
   * whatever else reconciles belongs into this list.
   */
  void startControllers(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
      ApiServerVersion version,
      WarmUp warmUp,
      ControlPlaneConfig config,
      Controllers controllers,
      NetworkAttachments attachments,
      GatewayControllers gateways,
      StartupRun startup,
      LeaderReconcilers reconcilers,
      CertificateKeeper certificates,
      LeaderElection election) {
    whenAnswered(
        version,
        () -> {
          warmUp.awaitDone(WEBHOOK_FIRST);
          election.follow(startup.of(StartupDefaults.wanted(config)));
          election.follow(controllers);
          election.follow(whenLeading(certificates::check));
          if (config.injector().cniEnabled()) {
            election.follow(attachments);
            attachments.watch();
          }
          election.follow(gateways);
          election.follow(reconcilers);
          controllers.watch();
          gateways.watch();
          election.start();
        });
  }

  private static LeaderElection.Follower whenLeading(Runnable task) {
    return new LeaderElection.Follower() {
      @Override
      public void lead() {
        task.run();
      }

      @Override
      public void rest() {
        // It was done at once.
      }
    };
  }

  /** Last: it has many watches and classes, and a sidecar that starts can wait for it. */
  void startDataPlanes(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 1) StartupEvent event,
      ApiServerVersion version,
      ControlPlaneConfig config,
      ServedCertificates served,
      ClusterCaches caches,
      ServiceCaches services,
      ProxyCaches proxies,
      MeshViews views,
      Instance<ProxyConfigs> configs,
      Instance<PolicyStatuses> statuses,
      LeaderElection election,
      Instance<DataPlaneServer> server) {
    if (config.mode() == Mode.ZONE) {
      whenAnswered(
          version,
          () -> {
            Runnable read =
                () -> {
                  views.attach();
                  configs.get().wake();
                  statuses.get().attach();
                };
            election.follow(statuses.get());
            caches.allRead().thenRun(read);
            services.whenRead(read);
            proxies.start(read);
            read.run();
            Thread.ofVirtual().name("data-planes").start(() -> serve(served, server.get()));
          });
    }
  }

  /** A port that is taken, or a slow machine, must not end what pods wait for. */
  private static void serve(ServedCertificates served, DataPlaneServer server) {
    while (true) {
      try {
        served.follow(server::serve);
        return;
      } catch (RuntimeException e) {
        LOG.errorv(e, "Sidecars can''t be served, it is tried again in {0}", BETWEEN_TRIES);
        try {
          Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** One after the other, in the order of the calls. */
  private void whenAnswered(ApiServerVersion version, Runnable start) {
    starter.execute(() -> {
      try {
        version.awaited();
        start.run();
      } catch (RuntimeException e) {
        LOG.fatal("The start failed; the process ends", e);
        Quarkus.asyncExit(1);
      }
    });
  }

  /** While requests still come, for they go elsewhere in a moment: nothing is missed by that. */
  void handOver(@Observes ShutdownDelayInitiatedEvent event, LeaderElection election) {
    election.close();
  }

  /** Before what they read and write by. */
  void stopControllers(
      @Observes @Priority(0) ShutdownEvent event,
      LeaderElection election,
      AdmissionServer server,
      Controllers controllers,
      GatewayControllers gateways) {
    election.close();
    server.drain();
    controllers.close();
    gateways.close();
  }

  /** Before the reconcilers' end, which closes the client. */
  void stop(
      @Observes @Priority(1) ShutdownEvent event,
      InjectionLog log,
      InjectionEvents injectionEvents,
      KubernetesEvents events) {
    sweeps.close();
    log.flush();
    injectionEvents.flush();
    events.close();
  }

  void stopReconcilers(@Observes @Priority(2) ShutdownEvent event, Operator operator) {
    operator.stop();
  }
}
