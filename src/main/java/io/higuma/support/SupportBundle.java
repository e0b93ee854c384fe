package io.higuma.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.check.CheckReport;
import io.higuma.check.Checks;
import io.higuma.check.ClusterQuestions;
import io.higuma.check.ClusterReader;
import io.higuma.check.Known;
import io.higuma.check.Palette;
import io.higuma.explain.ApiObjects.UnreachableException;
import io.higuma.resource.ResourceKind;
import io.higuma.yaml.YamlText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects what somebody who helps needs to see. What can't be read is noted and stops nothing;
 * Secrets are never asked for; the order is always the same.
 */
public final class SupportBundle {
  private static final String NAME = "kuma-control-plane";
  private static final String CONFIG = "kuma-control-plane-config";
  private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";

  /** After this nothing more is begun. */
  private static final Duration TIME = Duration.ofMinutes(3);

  /** Of one kind. */
  private static final int MOST_OBJECTS = 500;

  private static final int MOST_REPLICAS = 10;

  private static final int LOG_BYTES = 4 << 20;
  private static final int LOG_LINES = 10_000;

  /** Of characters, which no file goes beyond. */
  private static final int LONGEST = 8 << 20;

  private static final int ALL = 96 << 20;

  private final ClusterQuestions api;
  private final ClusterReader reader;
  private final String namespace;
  private final InstantSource clock;
  private final Instant begin;
  private final Redactor redactor = new Redactor();
  private final TreeMap<String, BundleFile> files = new TreeMap<>();
  private final TreeMap<String, String> sources = new TreeMap<>();
  private final List<BundleManifest.Omission> leftOut = new ArrayList<>();
  private long size;

  private SupportBundle(ClusterQuestions api, String namespace, InstantSource clock) {
    this.api = new NoSecrets(api);
    this.namespace = namespace;
    this.clock = clock;
    begin = clock.instant();
    reader = new ClusterReader(this.api);
  }

  /**
   * The files of a bundle, the manifest first.
   *
   * @param version of the command line
   * @throws UnreachableException if the API server can't be asked at all
   */
  public static List<BundleFile> collect(
      ClusterQuestions api, String namespace, String version, InstantSource clock) {
    var bundle = new SupportBundle(api, namespace, clock);
    bundle.object("version.yaml", "/version");
    bundle.step("check", bundle::check);
    bundle.controlPlane();
    bundle.webhooks();
    bundle.step("crds.yaml", bundle::crds);
    bundle.mesh();
    bundle.step("replicas", bundle::replicas);
    return bundle.files(version);
  }

  private List<BundleFile> files(String version) {
    List<BundleManifest.Content> contents =
        files.values().stream()
            .map(file ->
                new BundleManifest.Content(
                    file.path(), sources.getOrDefault(file.path(), ""), file.bytes().length))
            .toList();
    var manifest =
        new BundleManifest(
            version, begin.toString(), namespace, BundleManifest.NOTE, contents, leftOut);
    var all = new ArrayList<BundleFile>();
    all.add(new BundleFile("manifest.yaml", YamlText.of(manifest)));
    all.addAll(files.values());
    return all;
  }

  private void check() {
    CheckReport report = new Checks(api, namespace).installed(begin);
    add("check.txt", "higuma check", redactor.redact(report.text(Palette.PLAIN)));
    add("check.yaml", "higuma check -o yaml", redactor.redact(YamlText.of(report)));
  }

  private void controlPlane() {
    String folder = "control-plane/";
    object(folder + "namespace.yaml", "/api/v1/namespaces/" + namespace);
    object(folder + "configmap.yaml", core("configmaps/" + CONFIG));
    object(folder + "service.yaml", core("services/" + NAME));
    list(folder + "deployments.yaml", group("apps/v1", "deployments"), "Deployment");
    list(folder + "replicasets.yaml", group("apps/v1", "replicasets"), "ReplicaSet");
    list(folder + "pods.yaml", core("pods"), "Pod");
    list(folder + "events.yaml", core("events"), "Event");
    list(folder + "leases.yaml", group("coordination.k8s.io/v1", "leases"), "Lease");
    list(
        folder + "endpointslices.yaml",
        group("discovery.k8s.io/v1", "endpointslices"),
        "EndpointSlice");
    list(
        folder + "networkpolicies.yaml",
        group("networking.k8s.io/v1", "networkpolicies"),
        "NetworkPolicy");
    list(
        folder + "poddisruptionbudgets.yaml",
        group("policy/v1", "poddisruptionbudgets"),
        "PodDisruptionBudget");
  }

  private void webhooks() {
    list(
        "webhooks/mutating.yaml",
        ADMISSION + "mutatingwebhookconfigurations",
        "MutatingWebhookConfiguration");
    list(
        "webhooks/validating.yaml",
        ADMISSION + "validatingwebhookconfigurations",
        "ValidatingWebhookConfiguration");
  }

  private void mesh() {
    for (ResourceKind kind : ResourceKind.values()) {
      list(
          "mesh/%s.yaml".formatted(kind.plural()),
          "/apis/kuma.io/v1alpha1/" + kind.plural(),
          kind.kind());
    }
    list("mesh/namespaces.yaml", "/api/v1/namespaces", "Namespace");
  }

  /** Without schemas, which are those of a release. */
  private void crds() {
    String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    ArrayNode crds = JsonNodeFactory.instance.arrayNode();
    note(
        "crds.yaml",
        reader.each(
            path,
            100,
            50,
            crd -> {
              if (crd.path("spec").path("group").asText().equals("kuma.io")) {
                ObjectNode one = crds.addObject();
                one.set("name", crd.path("metadata").path("name"));
                one.set("created", crd.path("metadata").path("creationTimestamp"));
                ArrayNode versions = one.putArray("versions");
                crd.path("spec")
                    .path("versions")
                    .forEach(version -> versions.add(version.path("name").asText()));
                one.set("storedVersions", crd.path("status").path("storedVersions"));
                one.set("conditions", crd.path("status").path("conditions"));
              }
            }));
    add("crds.yaml", path, YamlText.of(crds));
  }

  private void replicas() {
    Known<List<ObjectNode>> pods = reader.list(core("pods?labelSelector=app%3D" + NAME));
    if (pods instanceof Known.Denied<List<ObjectNode>>(var why)) {
      omit("replicas", why);
    }
    List<ObjectNode> all = pods.or(List.of());
    if (all.size() > MOST_REPLICAS) {
      omit("replicas", "only %d of %d".formatted(MOST_REPLICAS, all.size()));
    }
    all.stream().limit(MOST_REPLICAS).forEach(this::replica);
  }

  private void replica(ObjectNode pod) {
    String name = pod.path("metadata").path("name").asText();
    String folder = "replicas/%s/".formatted(name);
    String path = core("pods/" + name);
    for (JsonNode container : pod.path("spec").path("containers")) {
      String containerName = container.path("name").asText();
      String log =
          "%s/log?container=%s&tailLines=%d&limitBytes=%d&timestamps=true"
              .formatted(path, containerName, LOG_LINES, LOG_BYTES);
      text(folder + containerName + ".log", log);
      boolean isRestarted =
          pod.path("status")
              .path("containerStatuses")
              .valueStream()
              .filter(status -> status.path("name").asText().equals(containerName))
              .anyMatch(status -> status.path("restartCount").asInt() > 0);
      if (isRestarted) {
        text(folder + containerName + ".previous.log", log + "&previous=true");
      }
    }
    for (String page : List.of("metrics", "ready", "healthy")) {
      text(folder + page + ".txt", "%s:5680/proxy/%s".formatted(path, page));
    }
  }

  private void object(String file, String path) {
    step(
        file,
        () -> {
          switch (reader.one(path)) {
            case Known.Denied<Optional<ObjectNode>>(var why) -> omit(file, why);
            case Known.Value<Optional<ObjectNode>>(var found) ->
                found.ifPresentOrElse(
                    object -> add(file, path, YamlText.of(redactor.redact(object))),
                    () -> omit(file, "there is none"));
          }
        });
  }

  /** A kind without objects has no file, and is no omission. */
  private void list(String file, String path, String kind) {
    step(
        file,
        () -> {
          var text = new StringBuilder();
          note(
              file,
              reader.each(
                  path,
                  MOST_OBJECTS,
                  1,
                  object -> {
                    if (text.length() < LONGEST) {
                      ObjectNode whole = JsonNodeFactory.instance.objectNode();
                      whole.put("kind", kind);
                      whole.setAll(object);
                      text.append("---\n").append(YamlText.of(redactor.redact(whole)));
                    }
                  }));
          if (!text.isEmpty()) {
            add(file, path, text.toString());
          }
        });
  }

  private void text(String file, String path) {
    step(
        file,
        () -> {
          switch (api.text(path)) {
            case Known.Denied<String>(var why) -> omit(file, why);
            case Known.Value<String>(var text) -> add(file, path, redactor.redact(cut(text)));
          }
        });
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  /** One thing of many: what becomes of it does not hinder the others. */
  private void step(String what, Runnable reading) {
    if (Duration.between(begin, clock.instant()).compareTo(TIME) > 0) {
      omit(what, "there was no time left");
      return;
    }
    try {
      reading.run();
    } catch (UnreachableException e) {
      if (files.isEmpty() && leftOut.isEmpty()) {
        throw e;
      }
      omit(what, String.valueOf(e.getMessage()));
    }
  }

  private void note(String what, Known<ClusterReader.Extent> extent) {
    switch (extent) {
      case Known.Denied<ClusterReader.Extent>(var why) -> omit(what, why);
      case Known.Value<ClusterReader.Extent>(var read) -> {
        if (!read.complete()) {
          omit("further objects of " + what, "only %d are taken".formatted(read.objects()));
        }
      }
    }
  }

  private void add(String path, String source, String content) {
    String text = cut(content);
    if (size + text.length() > ALL) {
      omit(path, "the bundle is large enough");
      return;
    }
    if (text.length() < content.length()) {
      omit("the end of " + path, "it is longer than %d characters".formatted(LONGEST));
    }
    size += text.length();
    files.put(path, new BundleFile(path, text));
    sources.put(path, source);
  }

  private void omit(String what, String why) {
    leftOut.add(new BundleManifest.Omission(what, redactor.redact(why)));
  }

  private String core(String rest) {
    return "/api/v1/namespaces/%s/%s".formatted(namespace, rest);
  }

  private String group(String groupVersion, String plural) {
    return "/apis/%s/namespaces/%s/%s".formatted(groupVersion, namespace, plural);
  }
}
