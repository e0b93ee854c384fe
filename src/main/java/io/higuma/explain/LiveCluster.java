package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.inject.PodTemplates;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.validation.Violation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Collects from an API server what an explanation needs: only what it needs, and whatever can't be
 * read is remembered as not known. Secrets are never read.
 */
public final class LiveCluster {
  private static final String NAMESPACES = "/api/v1/namespaces";
  private static final String KUMA = "/apis/kuma.io/v1alpha1/";

  /** The beginning of a gap that says what is wrong with the settings. */
  public static final String MISTAKES = "they have mistakes: ";

  private final ApiObjects api;
  private final String systemNamespace;
  private final List<ObjectNode> objects = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  /** What came of looking for an object. */
  public sealed interface Finding {
    /**
     * It is there.
     *
     * @param settings of the control plane
     */
    record Found(ApiObject object, KnownObjects known, ConfigResult.Loaded settings)
        implements Finding {}

    record Missing() implements Finding {}

    /**
     * It may not be read.
     *
     * @param message of the API server
     */
    record Denied(String message) implements Finding {}
  }

  /**
   * Reads through this port.
   *
   * @param systemNamespace where the control plane, its ConfigMap and its Deployment are
   */
  public LiveCluster(ApiObjects api, String systemNamespace) {
    this.api = api;
    this.systemNamespace = systemNamespace;
  }

  /**
   * Looks for an object, and collects what is around it.
   *
   * @param given settings to take instead of the control plane's own
   * @throws ApiObjects.UnreachableException if the API server can't be asked
   */
  public Finding find(
      ResourceType type, String namespace, String name, Optional<ConfigResult.Loaded> given) {
    return switch (api.get(type.path(namespace) + "/" + encoded(name))) {
      case ApiObjects.Answer.Missing() -> new Finding.Missing();
      case ApiObjects.Answer.Denied(var message) -> new Finding.Denied(message);
      case ApiObjects.Answer.Found(var object) -> {
        var found = new ApiObject(object);
        ConfigResult.Loaded settings = around(found, type, given);
        yield new Finding.Found(found, new KnownObjects(objects, gaps), settings);
      }
    };
  }

  /**
   * Pods with what their sidecars depend on.
   *
   * @param known without the pods
   * @param settings of the control plane
   */
  public record Population(List<ApiObject> pods, KnownObjects known, ConfigResult.Loaded settings) {
    public Population {
      pods = List.copyOf(pods);
    }
  }

  /**
   * Collects the pods that are of a mesh.
   *
   * @param namespace else those of all namespaces
   * @param given settings to take instead of the control plane's own
   * @throws ApiObjects.UnreachableException if the API server can't be asked
   */
  public Population pods(Optional<String> namespace, Optional<ConfigResult.Loaded> given) {
    List<ApiObject> pods = pages(namespace.map(ResourceType.POD::path).orElse("/api/v1/pods"));
    namespace.ifPresentOrElse(
        name -> one(Topic.NAMESPACE, NAMESPACES + "/" + name),
        () -> list(Topic.NAMESPACE, NAMESPACES, "Namespace"));
    ConfigResult.Loaded settings = given.orElseGet(this::settings);
    list(Topic.MESHES, KUMA + "meshes", "Mesh");
    if (namespace.isEmpty() && settings.config().higuma().containerPatches().fromPodNamespace()) {
      list(Topic.CONTAINER_PATCHES, KUMA + "containerpatches", "ContainerPatch");
    } else {
      patches(settings, namespace.orElse(systemNamespace));
    }
    redirection(settings);
    return new Population(pods, new KnownObjects(objects, gaps), settings);
  }

  /**
   * The control plane itself.
   *
   * @param isDown whether its Deployment says that none of its pods is ready
   * @param gaps what could not be read of it
   */
  public record ControlPlane(ConfigResult.Loaded settings, boolean isDown, List<Gap> gaps) {
    public ControlPlane {
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * Reads how the control plane is set up.
   *
   * @param given settings to take instead of its own
   */
  public ControlPlane controlPlane(Optional<ConfigResult.Loaded> given) {
    ConfigResult.Loaded settings = given.orElseGet(this::settings);
    given.ifPresent(loaded -> controlPlane());
    boolean isDown =
        ControlPlaneDeployment.in(new KnownObjects(objects, gaps), systemNamespace)
            .filter(ControlPlaneDeployment::isUnavailable)
            .isPresent();
    return new ControlPlane(settings, isDown, gaps);
  }

  private List<ApiObject> pages(String path) {
    var pods = new ArrayList<ApiObject>();
    String next = "";
    do {
      String page =
          "%s?labelSelector=%s&limit=500%s"
              .formatted(
                  path,
                  encoded(Labels.MESH.name()),
                  next.isEmpty() ? "" : "&continue=" + encoded(next));
      next = "";
      switch (api.get(page)) {
        case ApiObjects.Answer.Missing() -> {}
        case ApiObjects.Answer.Denied(var message) -> gaps.add(new Gap(Topic.PODS, message));
        case ApiObjects.Answer.Found(var list) -> {
          for (JsonNode item : list.path("items")) {
            pods.add(new ApiObject(((ObjectNode) item).put("kind", "Pod").put("apiVersion", "v1")));
          }
          next = list.path("metadata").path("continue").asText("");
        }
      }
    } while (!next.isEmpty());
    return pods;
  }

  private ConfigResult.Loaded around(
      ApiObject object, ResourceType type, Optional<ConfigResult.Loaded> given) {
    objects.add(object.json());
    String namespace = object.namespace();
    Optional<ApiObject> inNamespace = one(Topic.NAMESPACE, NAMESPACES + "/" + namespace);
    owners(object);
    if (type != ResourceType.POD) {
      made(object, type);
      list(
          Topic.EVENTS,
          "/api/v1/namespaces/%s/events?fieldSelector=%s"
              .formatted(namespace, encoded("reason=FailedCreate")),
          "Event");
    }
    list(
        Topic.WEBHOOKS,
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "MutatingWebhookConfiguration");
    ConfigResult.Loaded settings = given.orElseGet(this::settings);
    given.ifPresent(loaded -> controlPlane());
    mesh(object, inNamespace);
    patches(settings, namespace);
    redirection(settings);
    return settings;
  }

  private void owners(ApiObject object) {
    Optional<ApiObject> next = Optional.of(object);
    while (next.isPresent()) {
      String namespace = next.get().namespace();
      next =
          next.get()
              .controller()
              .flatMap(owner ->
                  ResourceType.of(owner.group(), owner.kind())
                      .flatMap(type ->
                          one(Topic.OWNERS, type.path(namespace) + "/" + encoded(owner.name()))));
    }
  }

  /** The pods of a workload, and what stands between. */
  private void made(ApiObject workload, ResourceType type) {
    String namespace = workload.namespace();
    JsonNode selector = workload.json().path("spec").path("selector");
    switch (type) {
      case POD -> {}
      case DEPLOYMENT -> {
        selected(Topic.OWNERS, ResourceType.REPLICA_SET, namespace, new LabelSelector(selector));
        selected(Topic.PODS, ResourceType.POD, namespace, new LabelSelector(selector));
      }
      case STATEFUL_SET, DAEMON_SET, REPLICA_SET, JOB ->
          selected(Topic.PODS, ResourceType.POD, namespace, new LabelSelector(selector));
      case REPLICATION_CONTROLLER ->
          query(
              Topic.PODS,
              ResourceType.POD,
              namespace,
              ApiObject.texts(selector).entrySet().stream()
                  .map(label -> label.getKey() + "=" + label.getValue())
                  .collect(Collectors.joining(",")));
      case CRON_JOB -> {
        String jobs =
            list(Topic.OWNERS, ResourceType.JOB.path(namespace), ResourceType.JOB.kind()).stream()
                .filter(job ->
                    job.controller()
                        .filter(owner -> owner.name().equals(workload.name()))
                        .isPresent())
                .map(ApiObject::name)
                .collect(Collectors.joining(","));
        if (!jobs.isEmpty()) {
          query(
              Topic.PODS,
              ResourceType.POD,
              namespace,
              "batch.kubernetes.io/job-name in (" + jobs + ")");
        }
      }
    }
  }

  private void selected(Topic topic, ResourceType type, String namespace, LabelSelector selector) {
    query(topic, type, namespace, selector.query());
  }

  private void query(Topic topic, ResourceType type, String namespace, String selector) {
    list(topic, type.path(namespace) + "?labelSelector=" + encoded(selector), type.kind());
  }

  private Optional<ApiObject> controlPlane() {
    Optional<ApiObject> deployment =
        one(
            Topic.CONTROL_PLANE,
            ResourceType.DEPLOYMENT.path(systemNamespace) + "/" + ControlPlaneDeployment.NAME);
    if (deployment.isEmpty()
        && gaps.stream().noneMatch(gap -> gap.topic() == Topic.CONTROL_PLANE)) {
      gaps.add(
          new Gap(
              Topic.CONTROL_PLANE,
              "there is no Deployment %s in namespace %s"
                  .formatted(ControlPlaneDeployment.NAME, systemNamespace)));
    }
    return deployment;
  }

  private ConfigResult.Loaded settings() {
    Optional<ApiObject> deployment = controlPlane();
    Optional<ApiObject> configMap = one(Topic.SETTINGS, configMapPath(ClusterSettings.CONFIG_MAP));
    if (configMap.isEmpty()) {
      gaps.add(
          new Gap(
              Topic.SETTINGS,
              "there is no ConfigMap %s in namespace %s; --system-namespace names another, --config a file"
                  .formatted(ClusterSettings.CONFIG_MAP, systemNamespace)));
    }
    ClusterSettings found = ClusterSettings.of(configMap, deployment);
    if (!found.referenced().isEmpty()) {
      gaps.add(new Gap(Topic.VARIABLES, String.join(", ", found.referenced()) + " are not read"));
    }
    return switch (ConfigLoader.load(found.file(), found.variables())) {
      case ConfigResult.Loaded loaded -> loaded;
      case ConfigResult.Invalid(var violations) -> {
        gaps.add(new Gap(Topic.SETTINGS, MISTAKES + Violation.join(violations)));
        yield defaults();
      }
    };
  }

  private static ConfigResult.Loaded defaults() {
    return switch (ConfigLoader.load(Optional.empty(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded;
      case ConfigResult.Invalid invalid ->
          throw new IllegalStateException("the defaults are invalid: " + invalid);
    };
  }

  /** Services matter only to zone proxies whose mesh is not there yet. */
  private void mesh(ApiObject object, Optional<ApiObject> namespace) {
    List<String> meshes =
        list(Topic.MESHES, KUMA + "meshes", "Mesh").stream().map(ApiObject::name).toList();
    Optional<ApiObject> pod = PodTemplates.podOf(object.json()).map(ApiObject::new);
    String wanted =
        MeshSelection.of(
                pod.map(ApiObject::labels).orElse(Map.of()),
                pod.map(ApiObject::annotations).orElse(Map.of()),
                namespace.map(ApiObject::labels).orElse(Map.of()),
                namespace.map(ApiObject::annotations).orElse(Map.of()))
            .mesh();
    if (!meshes.contains(wanted)) {
      list(
          Topic.SERVICES,
          "/api/v1/namespaces/%s/services".formatted(object.namespace()),
          "Service");
    }
  }

  private void patches(ConfigResult.Loaded settings, String podNamespace) {
    String system = settings.config().systemNamespace();
    list(Topic.CONTAINER_PATCHES, patchesOf(system), "ContainerPatch");
    if (settings.config().higuma().containerPatches().fromPodNamespace()
        && !podNamespace.equals(system)) {
      list(Topic.CONTAINER_PATCHES, patchesOf(podNamespace), "ContainerPatch");
    }
  }

  private static String patchesOf(String namespace) {
    return KUMA + "namespaces/" + namespace + "/containerpatches";
  }

  private void redirection(ConfigResult.Loaded settings) {
    String configMap = settings.config().injector().transparentProxyConfigMap();
    if (!configMap.isEmpty()) {
      one(
          Topic.REDIRECTION,
          "/api/v1/namespaces/%s/configmaps/%s"
              .formatted(settings.config().systemNamespace(), encoded(configMap)));
    }
  }

  private String configMapPath(String name) {
    return "/api/v1/namespaces/%s/configmaps/%s".formatted(systemNamespace, name);
  }

  private Optional<ApiObject> one(Topic topic, String path) {
    return switch (api.get(path)) {
      case ApiObjects.Answer.Missing() -> Optional.empty();
      case ApiObjects.Answer.Denied(var message) -> {
        gaps.add(new Gap(topic, message));
        yield Optional.empty();
      }
      case ApiObjects.Answer.Found(var object) -> {
        objects.add(object);
        yield Optional.of(new ApiObject(object));
      }
    };
  }

  /** The items of a list have no kind of their own. */
  private List<ApiObject> list(Topic topic, String path, String kind) {
    return switch (api.get(path)) {
      case ApiObjects.Answer.Missing() -> List.of();
      case ApiObjects.Answer.Denied(var message) -> {
        gaps.add(new Gap(topic, message));
        yield List.of();
      }
      case ApiObjects.Answer.Found(var list) -> {
        var items = new ArrayList<ApiObject>();
        for (JsonNode item : list.path("items")) {
          ObjectNode object = (ObjectNode) item;
          object.put("kind", kind).put("apiVersion", list.path("apiVersion").asText());
          objects.add(object);
          items.add(new ApiObject(object));
        }
        yield items;
      }
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
