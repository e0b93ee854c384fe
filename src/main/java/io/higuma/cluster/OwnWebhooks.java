package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.leader.Leadership;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The webhook configurations where no manifest brings them, as with OLM: made of those of deploy/,
 * and owned by ClusterRoles of ours, so that they go with our rights. A later version, whose roles
 * are others, takes them over when it leads.
 */
public final class OwnWebhooks {
  private static final Logger LOG = Logger.getLogger(OwnWebhooks.class);
  private static final String MANIFEST = "05-webhooks.yaml";

  /** Whoever else writes these fields is written over. */
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("higuma-webhooks")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final String service;
  private final String namespace;
  private final Map<String, String> owner;
  private final Leadership leadership;
  private final AtomicBoolean kept = new AtomicBoolean();
  private final AtomicReference<String> complaint = new AtomicReference<>("");

  /**
   * @param service the name of our Service
   * @param namespace where it is
   * @param owner labels of the ClusterRoles that own the configurations; none if manifests bring
   *     these
   * @param leadership who has it replaces those of another version; two of them would replace each
   *     other's without end
   */
  public OwnWebhooks(
      KubernetesClient client,
      String service,
      String namespace,
      Map<String, String> owner,
      Leadership leadership) {
    this.client = client;
    this.service = service;
    this.namespace = namespace;
    this.owner = Map.copyOf(owner);
    this.leadership = leadership;
  }

  /** Whether they are there, or are not ours to make. Tries it when they are not. */
  public boolean isKept() {
    return owner.isEmpty() || kept.get() || keep();
  }

  /**
   * Sees to it that they are there, unless manifests do. Waits for the API server.
   *
   * @return whether they are; else the log says why not, and it is to be tried again
   */
  public synchronized boolean keep() {
    if (owner.isEmpty()) {
      return true;
    }
    try {
      List<OwnerReference> owners =
          client.rbac().clusterRoles().withLabels(owner).list().getItems().stream()
              .map(OwnWebhooks::reference)
              .toList();
      if (owners.isEmpty()) {
        complain(
            "No ClusterRole has the labels %s of higuma.webhook.owner, so no webhooks are made"
                .formatted(owner));
        return false;
      }
      for (HasMetadata configuration : configurations()) {
        if (leadership.holds() || client.resource(configuration).get() == null) {
          configuration.getMetadata().setOwnerReferences(owners);
          client.resource(configuration).patch(APPLY, configuration);
        }
      }
      kept.set(true);
      return true;
    } catch (RuntimeException e) {
      complain("The webhook configurations could not be written: " + e.getMessage());
      return false;
    }
  }

  /** Once for each thing that is wrong. */
  private void complain(String sentence) {
    if (!sentence.equals(complaint.getAndSet(sentence))) {
      LOG.warn(sentence);
    }
  }

  private List<HasMetadata> configurations() {
    try (var file = Objects.requireNonNull(OwnWebhooks.class.getResourceAsStream(MANIFEST))) {
      String text =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .replace("kuma-system", namespace)
              .replace(" name: kuma-control-plane\n", " name: " + service + "\n");
      return client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OwnerReference reference(ClusterRole role) {
    return new OwnerReferenceBuilder()
        .withApiVersion(role.getApiVersion())
        .withKind(role.getKind())
        .withName(role.getMetadata().getName())
        .withUid(role.getMetadata().getUid())
        .build();
  }
}
