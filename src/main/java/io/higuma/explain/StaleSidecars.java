package io.higuma.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.higuma.inject.PodShape;
import io.higuma.inject.SidecarForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pods whose sidecar would come out differently if they were created now. Printed as JSON as it
 * is; empty lists are left out.
 *
 * @param checked how many pods with a sidecar were looked at
 * @param stale how many of them are meant
 * @param complete whether all that was needed could be read; if not, there may be more
 * @param groups those that differ alike, by their owners
 * @param unknown what could not be read, and what is assumed instead
 */
@JsonPropertyOrder({"apiVersion", "kind"})
public record StaleSidecars(
    int checked,
    int stale,
    boolean complete,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Group> groups,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unknown) {
  public StaleSidecars {
    groups = List.copyOf(groups);
    unknown = List.copyOf(unknown);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "StaleSidecars";
  }

  /**
   * Pods of one owner that differ alike.
   *
   * @param owner {@code Deployment shop/web}
   * @param pods their names, sorted
   * @param renewal how to have them renewed
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Group(
      String owner, List<String> pods, List<Explanation.Difference> differences, Cure renewal) {
    public Group {
      pods = List.copyOf(pods);
      differences = List.copyOf(differences);
    }
  }

  /** Looks through these pods. Those that are ending, or have ended, are left out. */
  public static StaleSidecars among(LiveCluster.Population population, SidecarForm form) {
    var found = new TreeMap<Key, List<Look>>(Comparator.comparing(Key::toString));
    KnownObjects known = population.known();
    int checked = 0;
    int stale = 0;
    for (ApiObject pod : population.pods()) {
      if (!isRunning(pod) || !PodShape.check(pod.json()).isEmpty()) {
        continue;
      }
      Situation situation = new Situation(pod, known, population.settings(), form);
      Look look = Look.at(Subject.of(situation), situation);
      if (!look.subject().isInjected()) {
        continue;
      }
      checked++;
      List<PodDifferences.PlaceDifference> differences = look.stale(known);
      if (!differences.isEmpty()) {
        stale++;
        found
            .computeIfAbsent(new Key(owner(look.subject()), differences), key -> new ArrayList<>())
            .add(look);
      }
    }
    List<Group> groups =
        found.entrySet().stream()
            .map(entry -> group(entry.getKey(), entry.getValue(), population, form))
            .toList();
    return new StaleSidecars(
        checked,
        stale,
        known.gaps().stream().map(Gap::topic).allMatch(StaleSidecars::isDispensable),
        groups,
        known.gaps().stream().map(Gap::sentence).toList());
  }

  private record Key(String owner, List<PodDifferences.PlaceDifference> differences) {}

  private static boolean isDispensable(Topic topic) {
    return switch (topic) {
      case OWNERS, EVENTS, WEBHOOKS, SERVICES, CONTROL_PLANE, VARIABLES -> true;
      case NAMESPACE, PODS, MESHES, CONTAINER_PATCHES, REDIRECTION, SETTINGS -> false;
    };
  }

  private static boolean isRunning(ApiObject pod) {
    String phase = pod.json().path("status").path("phase").asText("");
    return pod.metadata().path("deletionTimestamp").isMissingNode()
        && !phase.equals("Succeeded")
        && !phase.equals("Failed");
  }

  private static String owner(Subject pod) {
    return Commands.workload(pod)
        .map(owner -> owner.describe(pod.namespaceName()))
        .orElseGet(() -> pod.object().describe());
  }

  /** What has a say is the same for all of them, so the first is asked. */
  private static Group group(
      Key key, List<Look> looks, LiveCluster.Population population, SidecarForm form) {
    Look first = looks.getFirst();
    var influences =
        new Influences(
            first,
            new Situation(
                first.subject().object(), population.known(), population.settings(), form));
    List<Explanation.MetadataValue> metadata = influences.metadata();
    List<Explanation.SettingValue> settings = influences.settings();
    List<Explanation.Patch> patches = influences.patches();
    return new Group(
        key.owner(),
        looks.stream().map(look -> look.subject().object().name()).sorted().toList(),
        key.differences().stream()
            .map(found ->
                new Explanation.Difference(
                    found.place(),
                    found.first(),
                    found.second(),
                    Influences.because(found.place(), metadata, settings, patches)))
            .toList(),
        Commands.renew(first.subject()));
  }

  /** For people. */
  public String text() {
    var text = new StringBuilder();
    for (Group group : groups) {
      text.append("%s (%d): %s\n".formatted(group.owner(), group.pods().size(), names(group)));
      for (Explanation.Difference difference : group.differences()) {
        text.append("  ").append(ExplanationText.line(difference)).append('\n');
      }
      group
          .renewal()
          .commands()
          .forEach(command -> text.append("  Renew: ").append(command).append('\n'));
    }
    text.append(
        "%d of %d pods have a sidecar that would come out differently today.\n"
            .formatted(stale, checked));
    unknown.forEach(gap -> text.append("Not known: ").append(gap).append('\n'));
    return text.toString();
  }

  private static String names(Group group) {
    int shown = 5;
    return group.pods().stream().limit(shown).collect(Collectors.joining(", "))
        + (group.pods().size() > shown
            ? " and %d more".formatted(group.pods().size() - shown)
            : "");
  }
}
