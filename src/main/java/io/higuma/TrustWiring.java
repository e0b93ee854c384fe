package io.higuma;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.admission.AdmissionServer;
import io.higuma.certs.AuthorityEvents;
import io.higuma.certs.CaBundles;
import io.higuma.certs.CertificateFiles;
import io.higuma.certs.CertificateKeeper;
import io.higuma.certs.CertificateMetrics;
import io.higuma.certs.CertificateSecrets;
import io.higuma.certs.CertificateSource;
import io.higuma.certs.LeafIssuer;
import io.higuma.certs.SecretCertificates;
import io.higuma.certs.ServedCertificates;
import io.higuma.certs.ServingNames;
import io.higuma.certs.TrustedAuthority;
import io.higuma.cluster.AuthorityCarriers;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.KubernetesSecretStore;
import io.higuma.cluster.LeaderElection;
import io.higuma.cluster.OwnWebhooks;
import io.higuma.cluster.TakeoverWatch;
import io.higuma.cluster.WebhookTrust;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.events.EventRecorder;
import io.higuma.takeover.OtherControlPlanes;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/** The part of {@link Wiring} by which the API server and sidecars come to trust the webhook. */
@Singleton
public class TrustWiring {
  @Produces
  @Singleton
  TrustedAuthority trustedAuthority(ControlPlaneConfig config) {
    String file = config.injector().caCertFile();
    if (file.isEmpty()) {
      return TrustedAuthority.ofTheServingCertificate();
    }
    try {
      return TrustedAuthority.ofFile(Path.of(file));
    } catch (UncheckedIOException e) {
      throw new IllegalStateException("runtime.kubernetes.injector.caCertFile cannot be read", e);
    }
  }

  @Produces
  @Singleton
  KubernetesSecretStore secrets(KubernetesClient client, ControlPlaneConfig config) {
    return new KubernetesSecretStore(client, config.systemNamespace());
  }

  @Produces
  @Singleton
  CertificateSource certificates(
      ControlPlaneConfig config,
      KubernetesSecretStore secrets,
      AuthorityCarriers carriers,
      KubernetesEvents events,
      InstantSource clock) {
    String folder = config.runtime().kubernetes().admissionServer().certDir();
    if (!folder.isEmpty()) {
      return new CertificateFiles(Path.of(folder), clock);
    }
    var names =
        ServingNames.of(
            config.runtime().kubernetes().controlPlaneServiceName(),
            config.systemNamespace(),
            config.higuma().webhook().hosts());
    return new SecretCertificates(
        secrets,
        names,
        config.higuma().certificates().overlap(),
        carriers::now,
        tellOfSecret(events.from("higuma.io/control-plane"), config.systemNamespace()),
        () -> new LeafIssuer(clock, new SecureRandom()),
        clock);
  }

  private static AuthorityEvents tellOfSecret(EventRecorder events, String namespace) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(CertificateSecrets.SERVING)
            .withNamespace(namespace)
            .endMetadata()
            .build();
    return (type, reason, message) -> events.record(secret, type, reason, message);
  }

  @Produces
  @Singleton
  AuthorityCarriers authorityCarriers(
      ClusterCaches caches, TrustedAuthority authority, MeterRegistry meters) {
    return new AuthorityCarriers(caches, authority, meters);
  }

  @Produces
  @Singleton
  WebhookTrust webhookTrust(
      KubernetesClient client,
      ControlPlaneConfig config,
      AdmissionServer server,
      LeaderElection election) {
    return new WebhookTrust(
        client,
        new CaBundles(
            config.runtime().kubernetes().controlPlaneServiceName(),
            config.systemNamespace(),
            server.paths()),
        election);
  }

  @Produces
  @Singleton
  OwnWebhooks ownWebhooks(
      KubernetesClient client, ControlPlaneConfig config, LeaderElection election) {
    return new OwnWebhooks(
        client,
        config.runtime().kubernetes().controlPlaneServiceName(),
        config.systemNamespace(),
        config.higuma().webhook().owner(),
        election);
  }

  @Produces
  @Singleton
  TakeoverWatch takeoverWatch(
      KubernetesClient client,
      ControlPlaneConfig config,
      AdmissionServer server,
      WebhookTrust trust,
      KubernetesEvents events,
      MeterRegistry meters,
      InstantSource clock) {
    String namespace = config.systemNamespace();
    var watch =
        new TakeoverWatch(
            client,
            new OtherControlPlanes(
                config.runtime().kubernetes().controlPlaneServiceName(), namespace, server.paths()),
            trust::services,
            new TakeoverWatch.Self(
                namespace, Wiring.environment().getOrDefault("HOSTNAME", "none")),
            events.from("higuma.io/control-plane"),
            clock);
    watch.measure(meters);
    return watch;
  }

  void close(@Disposes WebhookTrust trust) {
    trust.close();
  }

  @Produces
  @Singleton
  ServedCertificates servedCertificates(AdmissionServer server, CertificateMetrics metrics) {
    var served = new ServedCertificates();
    served.follow(metrics::served);
    served.follow(server::serve);
    return served;
  }

  @Produces
  @Singleton
  CertificateKeeper certificateKeeper(
      CertificateSource source,
      WebhookTrust trust,
      OwnWebhooks webhooks,
      TrustedAuthority authority,
      ServedCertificates served,
      CertificateMetrics metrics,
      InstantSource clock) {
    return new CertificateKeeper(
        metrics.counting(source),
        metrics.counting(pair -> {
          authority.renew(pair.trustPem());
          webhooks.keep();
          trust.trust(pair.trustPem());
        }),
        served::serve,
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory()),
        clock);
  }

  void close(@Disposes CertificateKeeper keeper) {
    keeper.close();
  }
}
