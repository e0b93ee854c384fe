package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension and before each test
class NetworkAttachmentsTest {
  private static final String LABEL = "kuma.io/sidecar-injection";

  private KubernetesClient client;
  private ClusterCaches caches;
  private NetworkAttachments attachments;

  @BeforeEach
  void start() throws Exception {
    namespace("wanted", Map.of(LABEL, "enabled"));
    namespace("declined", Map.of(LABEL, "disabled"));
    namespace("unreadable", Map.of(LABEL, "maybe"));
    namespace("plain", Map.of());
    caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    attachments = new NetworkAttachments(client, caches);
    caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
    attachments.start();
  }

  @AfterEach
  void stop() {
    attachments.close();
    caches.close();
  }

  @Test
  void everyNamespaceWhoseLabelSaysSomethingHasOneOnceTheKindIsThere() {
    await().during(Duration.ofMillis(300)).until(() -> withAttachment().isEmpty());
    client.resource(kind("False")).create();
    await().during(Duration.ofMillis(300)).until(() -> withAttachment().isEmpty());
    client.resource(kind("True")).update();
    // Then
    await().untilAsserted(() -> assertThat(withAttachment()).containsExactly("declined", "wanted"));
  }

  @Test
  void followsTheLabelAndWhoDeletesOne() {
    client.resource(kind("True")).create();
    await().untilAsserted(() -> assertThat(withAttachment()).containsExactly("declined", "wanted"));
    label("plain", "enabled");
    label("declined", null);
    client
        .genericKubernetesResources(NetworkAttachments.DEFINITION)
        .inNamespace("wanted")
        .withName("kuma-cni")
        .delete();
    // Then
    await().untilAsserted(() -> assertThat(withAttachment()).containsExactly("plain", "wanted"));
  }

  private Set<String> withAttachment() {
    return client
        .genericKubernetesResources(NetworkAttachments.DEFINITION)
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .map(GenericKubernetesResource::getMetadata)
        .filter(metadata -> metadata.getName().equals("kuma-cni"))
        .map(metadata -> metadata.getNamespace())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void label(String namespace, @Nullable String value) {
    client
        .namespaces()
        .withName(namespace)
        .edit(before -> {
          var after = new NamespaceBuilder(before).editMetadata().removeFromLabels(LABEL);
          return (value == null ? after : after.addToLabels(LABEL, value)).endMetadata().build();
        });
  }

  private void namespace(String name, Map<String, String> labels) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  private static CustomResourceDefinition kind(String established) {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName("network-attachment-definitions.k8s.cni.cncf.io")
        .endMetadata()
        .withNewSpec()
        .withGroup("k8s.cni.cncf.io")
        .withScope("Namespaced")
        .withNewNames()
        .withKind("NetworkAttachmentDefinition")
        .withPlural("network-attachment-definitions")
        .endNames()
        .addNewVersion()
        .withName("v1")
        .endVersion()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Established")
        .withStatus(established)
        .endCondition()
        .endStatus()
        .build();
  }
}
