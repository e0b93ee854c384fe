package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ChangedSettings.ChangedSetting;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.inject.ClusterView;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.PodDraft;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What has a say in how an injected pod looks. Each label, annotation, setting and patch is taken
 * away on trial: what is otherwise then is what it changes. So no rule of injection stands here.
 */
final class Influences {
  /** Whether the pod is injected at all. */
  static final String INJECTION = "whether the pod is injected";

  private static final String PATCHES_OF_ALL = "runtime.kubernetes.injector.containerPatches";

  private final Subject subject;
  private final Situation situation;
  private final Trial trial;
  private final Trial.Input input;
  private final Trial.Result result;

  Influences(Look look, Situation situation) {
    this.subject = look.subject();
    this.situation = situation;
    this.trial = new Trial(situation);
    this.input = look.input();
    this.result = look.now();
  }

  /** The known labels and annotations of pod and namespace. */
  List<Explanation.MetadataValue> metadata() {
    var values = new ArrayList<Explanation.MetadataValue>();
    String pod = subject.object().describe();
    for (MetadataKey.Kind kind : MetadataKey.Kind.values()) {
      ofPod(kind)
          .forEach((key, value) -> {
            ObjectNode without = input.pod().deepCopy();
            ((ObjectNode) without.at("/metadata/" + kind.field())).remove(key);
            add(
                values,
                pod,
                subject.field("metadata." + kind.field()),
                key,
                value,
                new Trial.Input(without, input.namespace()),
                kind);
          });
    }
    String namespace = "Namespace " + subject.namespaceName();
    for (MetadataKey.Kind kind : MetadataKey.Kind.values()) {
      ofNamespace(kind)
          .forEach((key, value) ->
              add(
                  values,
                  namespace,
                  "metadata." + kind.field(),
                  key,
                  value,
                  new Trial.Input(input.pod(), without(kind, key)),
                  kind));
    }
    return values;
  }

  private void add(
      List<Explanation.MetadataValue> values,
      String object,
      String field,
      String key,
      String value,
      Trial.Input without,
      MetadataKey.Kind kind) {
    String itself = (kind == MetadataKey.Kind.LABEL ? "label " : "annotation ") + key;
    List<String> changes =
        changes(trial.of(without)).stream().filter(place -> !place.equals(itself)).toList();
    values.add(new Explanation.MetadataValue(object, field, key, shown(key, value), changes));
  }

  /** Values of variables may be secret. */
  private static String shown(String key, String value) {
    if (!key.equals(Annotations.ENVIRONMENT.name())) {
      return value;
    }
    return new MetadataReader(Map.of(key, value))
        .read(Annotations.ENVIRONMENT, Map.of()).keySet().stream()
            .sorted()
            .map(variable -> variable + "=…")
            .reduce((all, one) -> all + ";" + one)
            .orElse("");
  }

  private Map<String, String> ofPod(MetadataKey.Kind kind) {
    PodDraft pod = PodDraft.of(input.pod());
    return known(kind, kind == MetadataKey.Kind.LABEL ? pod.labels() : pod.annotations());
  }

  private Map<String, String> ofNamespace(MetadataKey.Kind kind) {
    if (subject.namespaceObject().isEmpty()) {
      return Map.of();
    }
    ApiObject object = subject.namespaceObject().get();
    Map<String, String> known =
        known(kind, kind == MetadataKey.Kind.LABEL ? object.labels() : object.annotations());
    known.remove(Labels.METADATA_NAME.name());
    return known;
  }

  private static Map<String, String> known(MetadataKey.Kind kind, Map<String, String> values) {
    List<MetadataKey<?>> keys =
        kind == MetadataKey.Kind.LABEL ? KnownMetadata.LABELS : KnownMetadata.ANNOTATIONS;
    var known = new TreeMap<String, String>();
    for (MetadataKey<?> key : keys) {
      if (values.containsKey(key.name())) {
        known.put(key.name(), values.get(key.name()));
      }
    }
    return known;
  }

  private NamespaceMetadata without(MetadataKey.Kind kind, String key) {
    var labels = new TreeMap<>(input.namespace().labels());
    var annotations = new TreeMap<>(input.namespace().annotations());
    (kind == MetadataKey.Kind.LABEL ? labels : annotations).remove(key);
    return new NamespaceMetadata(labels, annotations);
  }

  /** The settings that are not as by default and change this pod. */
  List<Explanation.SettingValue> settings() {
    var values = new ArrayList<Explanation.SettingValue>();
    for (ChangedSetting setting : situation.settings().changed().all()) {
      List<String> changes = changes(trial.withoutSetting(input, setting.key()));
      if (!changes.isEmpty()) {
        values.add(
            new Explanation.SettingValue(
                setting.key(),
                setting.value(),
                setting.fallback(),
                setting.origin().text(),
                changes));
      }
    }
    return values;
  }

  /** The ContainerPatches that injection asked for: those of every pod come first. */
  List<Explanation.Patch> patches() {
    int forAll = situation.settings().config().injector().containerPatches().size();
    var patches = new ArrayList<Explanation.Patch>();
    for (AssumingCluster.RequestedPatch requested : result.patches()) {
      patches.add(patch(requested, patches.size() < forAll ? "setting" : "annotation"));
    }
    return patches;
  }

  private Explanation.Patch patch(AssumingCluster.RequestedPatch requested, String namedBy) {
    String name = requested.name();
    Optional<CheckedPatch> found = requested.found().map(ClusterView.FoundPatch::patch);
    return new Explanation.Patch(
        name,
        requested.found().map(ClusterView.FoundPatch::namespace).orElse(""),
        namedBy,
        state(found),
        found.map(patch -> patch.sidecar().operations().size()).orElse(0),
        found.map(patch -> patch.init().operations().size()).orElse(0),
        found.stream().flatMap(patch -> patch.violations().stream()).map(String::valueOf).toList(),
        result.isInjected() ? changes(trial.withoutPatch(input, name)) : List.of());
  }

  private Explanation.PatchState state(Optional<CheckedPatch> found) {
    if (found.isPresent()) {
      return Explanation.PatchState.FOUND;
    }
    return situation.known().knows(Topic.CONTAINER_PATCHES)
        ? Explanation.PatchState.MISSING
        : Explanation.PatchState.UNKNOWN;
  }

  private List<String> changes(Trial.Result otherwise) {
    if (otherwise.isInjected() != result.isInjected()) {
      return List.of(INJECTION);
    }
    return PodDifferences.between(result.pod(), otherwise.pod()).stream()
        .map(PodDifferences.PlaceDifference::place)
        .toList();
  }

  /** The names of those whose changes include a place; patches stand for who names them. */
  static List<String> because(
      String place,
      List<Explanation.MetadataValue> metadata,
      List<Explanation.SettingValue> settings,
      List<Explanation.Patch> patches) {
    return Stream.of(
            metadata.stream()
                .filter(value -> value.changes().contains(place))
                .filter(value -> !value.key().equals(Annotations.CONTAINER_PATCHES.name()))
                .map(value -> "%s of %s".formatted(value.key(), value.object())),
            settings.stream()
                .filter(value -> value.changes().contains(place))
                .filter(value -> !value.key().equals(PATCHES_OF_ALL))
                .map(value -> "setting " + value.key()),
            patches.stream()
                .filter(patch -> patch.changes().contains(place))
                .map(patch -> "ContainerPatch " + patch.name()))
        .flatMap(names -> names)
        .toList();
  }
}
