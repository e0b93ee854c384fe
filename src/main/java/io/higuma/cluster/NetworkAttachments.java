package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the NetworkAttachmentDefinition {@code kuma-cni} in each namespace whose injection label
 * says anything, by which Multus runs the CNI plugin for its pods. A cluster without Multus lacks
 * that kind; when it comes, work begins.
 */
public final class NetworkAttachments implements LeaderElection.Follower, AutoCloseable {
  private static final String NAME = "kuma-cni";
  private static final String KIND = "NetworkAttachmentDefinition";
  private static final String GROUP = "k8s.cni.cncf.io";
  private static final String VERSION = "v1";
  private static final String PLURAL = "network-attachment-definitions";
  private static final Duration PAUSE = Duration.ofMillis(50);

  static final ResourceDefinitionContext DEFINITION =
      new ResourceDefinitionContext.Builder()
          .withGroup(GROUP)
          .withVersion(VERSION)
          .withKind(KIND)
          .withPlural(PLURAL)
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final ClusterCaches cluster;
  private final SharedIndexInformer<CustomResourceDefinition> definitions;
  private final LeaderTasks tasks = new LeaderTasks();
  private final WorkQueue<String> queue;

  /** Made and ended by the watch of its kind alone; a lock here would meet that of the queue. */
  private volatile @Nullable SharedIndexInformer<GenericKubernetesResource> attachments;

  /** Nothing is asked before {@link #start}. */
  public NetworkAttachments(KubernetesClient client, ClusterCaches cluster) {
    this.client = client;
    this.cluster = cluster;
    queue =
        tasks.add(
            new WorkQueue<>(
                "network-attachments", this::reconcile, namespace -> isReady(), PAUSE, 1));
    definitions =
        Informers.make(
            client.apiextensions().v1().customResourceDefinitions().withName(PLURAL + "." + GROUP),
            NetworkAttachments::withoutSchema);
    definitions.addEventHandler(new KindNews());
    tasks.on(
        cluster.namespaceInformer(),
        new Changes<Namespace, String>(
            queue,
            namespace -> Stream.of(namespace.getMetadata().getName()),
            (before, after) ->
                !ObjectMetadata.labels(before).equals(ObjectMetadata.labels(after))));
  }

  /** Begins to watch and to work, without waiting. */
  public void start() {
    watch();
    lead();
  }

  /** Begins to watch, without waiting. */
  public void watch() {
    Informers.start(definitions);
    cluster.allRead().thenRun(queue::wake);
  }

  /** Has the work counted. */
  public void measure(MeterRegistry registry) {
    queue.measure(registry);
  }

  @Override
  public void lead() {
    tasks.lead();
  }

  @Override
  public void rest() {
    tasks.rest();
  }

  @Override
  public void close() {
    queue.close();
    definitions.close();
    end();
  }

  /** What a namespace should have, as its label is. */
  private enum Wish {
    PRESENT,
    ABSENT,
    /** The label can't be read, or the namespace is at its end. */
    AS_IT_IS
  }

  private static Wish wish(Namespace namespace) {
    boolean ends =
        namespace.getMetadata().getDeletionTimestamp() != null
            || (namespace.getStatus() != null
                && "Terminating".equals(namespace.getStatus().getPhase()));
    var labels = new MetadataReader(ObjectMetadata.labels(namespace));
    if (ends || !labels.has(Labels.SIDECAR_INJECTION)) {
      return ends ? Wish.AS_IT_IS : Wish.ABSENT;
    }
    return labels.read(Labels.SIDECAR_INJECTION).isPresent() ? Wish.PRESENT : Wish.AS_IT_IS;
  }

  private void reconcile(String name) {
    Optional<Namespace> namespace = cluster.namespace(name);
    SharedIndexInformer<GenericKubernetesResource> known = attachments;
    if (namespace.isEmpty() || known == null) {
      return; // All namespaces are looked at when the kind comes.
    }
    boolean exists = known.getIndexer().getByKey(Cache.namespaceKeyFunc(name, NAME)) != null;
    Wish wish = wish(namespace.get());
    try {
      if (wish == Wish.PRESENT && !exists) {
        attachment(name).create();
      } else if (wish == Wish.ABSENT && exists) {
        attachment(name).delete();
      }
    } catch (KubernetesClientException e) {
      // There already, or the kind is gone: the watches tell.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private Resource<GenericKubernetesResource> attachment(String namespace) {
    return client
        .genericKubernetesResources(DEFINITION)
        .inNamespace(namespace)
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion(GROUP + "/" + VERSION)
                .withKind(KIND)
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .build());
  }

  private boolean isReady() {
    SharedIndexInformer<GenericKubernetesResource> known = attachments;
    return cluster.hasSynced() && (known == null || known.hasSynced());
  }

  private void begin() {
    if (attachments != null) {
      return;
    }
    SharedIndexInformer<GenericKubernetesResource> made =
        Informers.make(
            client
                .genericKubernetesResources(DEFINITION)
                .inAnyNamespace()
                .withField("metadata.name", NAME),
            Pruning::bookkeeping);
    // Whoever deletes one: it is put right.
    tasks.on(
        made, Changes.to(queue, attachment -> Stream.of(attachment.getMetadata().getNamespace())));
    attachments = made;
    Informers.start(made).thenRun(queue::wake);
    cluster
        .namespaceInformer()
        .getIndexer()
        .list()
        .forEach(namespace -> queue.add(namespace.getMetadata().getName()));
  }

  private void end() {
    SharedIndexInformer<GenericKubernetesResource> known = attachments;
    attachments = null;
    if (known != null) {
      tasks.off(known);
      known.close();
    }
  }

  private static CustomResourceDefinition withoutSchema(CustomResourceDefinition definition) {
    definition.setSpec(null);
    return Pruning.bookkeeping(definition);
  }

  private static boolean isServed(CustomResourceDefinition definition) {
    return definition.getStatus() != null
        && definition.getStatus().getConditions().stream().anyMatch(NetworkAttachments::isServing);
  }

  private static boolean isServing(CustomResourceDefinitionCondition condition) {
    return Objects.equals(condition.getType(), "Established")
        && Objects.equals(condition.getStatus(), "True");
  }

  /** The kind comes with Multus, and goes with it. */
  private final class KindNews implements ResourceEventHandler<CustomResourceDefinition> {
    @Override
    public void onAdd(CustomResourceDefinition definition) {
      if (isServed(definition)) {
        begin();
      }
    }

    @Override
    public void onUpdate(CustomResourceDefinition before, CustomResourceDefinition after) {
      onAdd(after);
    }

    @Override
    public void onDelete(CustomResourceDefinition definition, boolean lastStateUnknown) {
      end();
    }
  }
}
