package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.higuma.certs.AuthorityFingerprints;
import io.higuma.certs.Foreign;
import io.higuma.certs.ServingPair;
import io.higuma.it.envoy.EnvoyBinary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Certificates and authorities of the control plane change, and nobody notices. */
@ExtendWith(LocalCluster.class)
class CertificateRotationIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SERVING = "kuma-tls-cert";
  private static final String CA = "KUMA_CONTROL_PLANE_CA_CERT";

  private final Cluster cluster;

  CertificateRotationIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void nothingIsLostInChangesOfTheCertificateAndOfItsAuthority(TestNamespace namespace) {
    // Given a server's certificate that is its own authority
    cluster.stopOperator();
    String first = takeOver();
    cluster.startOperator(Map.of("HIGUMA_CERTIFICATES_OVERLAP", "1s"));
    EnvoyBinary binary = EnvoyBinary.of(EnvoyBinary.versions().getFirst());
    try {
      namespace.enabled();
      // On a new cluster the mesh comes a moment after the webhooks.
      await()
          .atMost(PATIENCE)
          .until(() -> cluster.kubectl("", "get", "mesh", "default").exitCode() == 0);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> Pods.hasSidecar(namespace.dryRun(Pods.plain("old"))));
      namespace.create(Pods.plain("old"));
      assertThat(carried(namespace, "old")).isEqualTo(first);
      await().atMost(PATIENCE).ignoreExceptions().until(() -> carriers(first).equals("1.0"));
      try (var load = AdmissionLoad.throughApiServer(cluster, namespace, Duration.ofMillis(20));
          var stream = StandInProxy.of(cluster, namespace, "default", "old");
          var oldEnvoy = VerifyingEnvoy.of(binary, cluster.dataPlanePort(), first)) {
        await().atMost(PATIENCE).until(oldEnvoy::believes);
        // When the authority changes, and changes again, and certificates in between
        rotate(2);
        assertThat(oldEnvoy.believes()).as("one authority later").isTrue();
        for (int i = 0; i < 3; i++) {
          renew();
          assertThat(oldEnvoy.believes()).isTrue();
        }
        rotate(3);
        // Then
        assertThat(oldEnvoy.believes()).as("two authorities later").isTrue();
        assertThat(chain()).hasSize(3);
        namespace.create(Pods.plain("new"));
        String newest = carried(namespace, "new");
        assertThat(AuthorityFingerprints.ofPem(newest)).startsWith(authorities().getFirst());
        try (var newEnvoy = VerifyingEnvoy.of(binary, cluster.dataPlanePort(), newest)) {
          await().atMost(PATIENCE).until(newEnvoy::believes);
          await().atMost(PATIENCE).ignoreExceptions().until(() -> carriers(newest).equals("1.0"));
          // When nobody needs the old ones
          namespace.kubectl("", "delete", "pod", "old", "--now").orThrow();
          // Then
          await().atMost(PATIENCE).untilAsserted(() -> assertThat(authorities()).hasSize(1));
          await().atMost(PATIENCE).until(() -> !oldEnvoy.believes());
          assertThat(chain()).hasSize(1);
          assertThat(newEnvoy.believes()).isTrue();
        }
        assertThat(stream.end()).as("the stream of a sidecar").isNull();
        load.close();
        assertThat(load.failures()).as("%d were admitted", load.admitted()).isEmpty();
        assertThat(load.admitted()).isGreaterThan(100);
      }
      assertThat(cluster.diagnostics("/metrics"))
          .containsPattern(
              "higuma_certificate_expiration_timestamp_seconds\\{certificate=\"authority\",?\\} 2\\.")
          .containsPattern(
              "higuma_certificate_expiration_timestamp_seconds\\{certificate=\"serving\",?\\} 1\\.");
      assertThat(cluster.kubectl("", "get", "events", "-n", "kuma-system", "-o", "name").orThrow())
          .contains(SERVING);
    } finally {
      cluster.stopOperator();
      cluster.startOperator();
    }
  }

  /** Puts another's certificate in the place of ours. */
  private String takeOver() {
    ServingPair pair =
        Foreign.selfSigned(
            Instant.now(),
            List.of(
                "kuma-control-plane.kuma-system",
                "kuma-control-plane.kuma-system.svc",
                "127.0.0.1"));
    cluster.kubectl("", "delete", "secret", "-n", "kuma-system", SERVING, "higuma-ca").orThrow();
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SERVING)
                .withNamespace("kuma-system")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToData("tls.crt", base64(pair.chainPem()))
                .addToData("tls.key", base64(pair.keyPem()))
                .addToData("ca.crt", base64(pair.trustPem()))
                .build())
        .create();
    return pair.trustPem();
  }

  private void rotate(int authorities) {
    cluster
        .kubectl(
            "",
            "annotate",
            "secret",
            "-n",
            "kuma-system",
            SERVING,
            "higuma.io/rotate-authority=now")
        .orThrow();
    // Not of what is trusted: between the oldest, which a pod needs, and the newest, it goes soon.
    await().atMost(PATIENCE).until(() -> chain().size() == authorities);
    awaitServed();
  }

  private void renew() {
    List<String> before = chain();
    cluster.kubectl("", "delete", "secret", "-n", "kuma-system", SERVING).orThrow();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> !chain().getFirst().equals(before.getFirst()));
    awaitServed();
  }

  /** That the Secret holds it is a moment before it is served. */
  private void awaitServed() {
    String key = chain().getFirst();
    await()
        .atMost(PATIENCE)
        .until(() -> ServedChain.of(cluster.dataPlanePort()).getFirst().equals(key));
  }

  private static String carried(TestNamespace namespace, String pod) {
    return Pods.container(
            namespace.client().pods().inNamespace(namespace.name()).withName(pod).require(),
            "kuma-sidecar")
        .getEnv()
        .stream()
        .filter(variable -> variable.getName().equals(CA))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** How many pods have the first of these as their newest. */
  private String carriers(String pem) {
    String label = "authority=\"%s\"".formatted(AuthorityFingerprints.ofPem(pem).getFirst());
    return cluster
        .diagnostics("/metrics")
        .lines()
        .filter(line -> line.startsWith("higuma_control_plane_ca_pods{") && line.contains(label))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElse("none");
  }

  private List<String> authorities() {
    return AuthorityFingerprints.ofPem(trusted());
  }

  private String trusted() {
    return data("ca.crt");
  }

  private List<String> chain() {
    return AuthorityFingerprints.ofPem(data("tls.crt"));
  }

  private String data(String key) {
    Secret secret =
        cluster.client().secrets().inNamespace("kuma-system").withName(SERVING).require();
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
