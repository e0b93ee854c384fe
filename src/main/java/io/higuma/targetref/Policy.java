package io.higuma.targetref;

import static io.higuma.metadata.Labels.EFFECT;
import static io.higuma.metadata.Labels.NAMESPACE;
import static io.higuma.metadata.Labels.ORIGIN;
import static io.higuma.metadata.Labels.POLICY_ROLE;
import static io.higuma.metadata.Labels.ZONE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.resource.PolicyRole;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy as the engine reads it, once for each version of the stored object. Two policies are
 * equal if they are the same reading, so that comparing sets of them costs nothing: keep a reading
 * as long as the object stays as it is.
 */
public final class Policy {
  private final ResourceKind kind;
  private final String mesh;
  private final String name;
  private final String displayName;
  private final String namespace;
  private final String zone;
  private final Origin origin;
  private final PolicyRole role;
  private final Effect effect;
  private final Optional<TargetRef> target;
  private final List<Item> to;
  private final List<Item> from;
  private final List<Item> rules;
  private final Optional<Item> single;
  private final PolicyRevision revision;

  /** Where a policy was made, in ascending precedence. */
  public enum Origin {
    GLOBAL,
    UNKNOWN,
    ZONE
  }

  /** Whether a policy acts. */
  public enum Effect {
    ACTIVE,
    /** It is only looked at: what would it do? */
    SHADOW
  }

  private Policy(
      ResourceKind kind, String mesh, String name, Map<String, String> labels, JsonNode stored) {
    this.kind = kind;
    this.mesh = mesh;
    this.name = name;
    displayName = labels.getOrDefault(Annotations.DISPLAY_NAME.name(), name);
    namespace = labels.getOrDefault(NAMESPACE.name(), "");
    zone = labels.getOrDefault(ZONE.name(), "");
    origin = origin(labels.getOrDefault(ORIGIN.name(), ""));
    role = role(labels.getOrDefault(POLICY_ROLE.name(), ""));
    effect =
        labels.getOrDefault(EFFECT.name(), "").equals("shadow") ? Effect.SHADOW : Effect.ACTIVE;
    JsonNode spec = withoutNulls(stored.deepCopy());
    target = TargetRef.of(spec.path("targetRef"));
    to = items(Item.Field.TO, spec);
    from = items(Item.Field.FROM, spec);
    rules = items(Item.Field.RULES, spec);
    single =
        Optional.of(spec.path("default"))
            .filter(JsonNode::isObject)
            .map(conf -> new Item(this, Item.Field.DEFAULT, 0, TargetRef.MESH, List.of(), conf));
    revision =
        PolicyRevision.of(
            kind,
            mesh,
            name,
            List.of(displayName, namespace, zone, origin.name(), role.value(), effect.name()),
            stored);
  }

  /**
   * Reads a policy.
   *
   * @param name unique in the mesh; the display name stands in a label if it is another
   * @param labels with those that the control plane computes
   * @param spec valid; an item that points at an unknown kind is passed over
   */
  public static Policy of(
      ResourceKind kind, String mesh, String name, Map<String, String> labels, JsonNode spec) {
    return new Policy(kind, mesh, name, labels, spec);
  }

  private List<Item> items(Item.Field field, JsonNode spec) {
    var items = new ArrayList<Item>();
    int index = -1;
    for (JsonNode json : spec.path(field.text())) {
      index++;
      Optional<TargetRef> pointed =
          field == Item.Field.FROM && kind == ResourceKind.MESH_TRAFFIC_PERMISSION
              ? Clients.of(json)
              : TargetRef.of(json.path("targetRef"));
      if (pointed.isPresent()) {
        items.add(new Item(this, field, index, pointed.get(), matches(json), conf(json)));
      }
    }
    return List.copyOf(items);
  }

  private static List<Match> matches(JsonNode rule) {
    var matches = new ArrayList<Match>();
    rule.path("matches").forEach(json -> matches.add(Match.of(json)));
    return matches;
  }

  /** Routes say what they say beside {@code targetRef}; all others under {@code default}. */
  private static JsonNode conf(JsonNode item) {
    if (!item.has("rules")) {
      return item.path("default");
    }
    ObjectNode conf = item.deepCopy();
    conf.remove("targetRef");
    return conf;
  }

  /** A null stands for a field that is absent, not for one to remove from other policies. */
  private static JsonNode withoutNulls(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      object.properties().removeIf(entry -> entry.getValue().isNull());
    }
    if (tree instanceof ContainerNode<?>) {
      tree.forEach(Policy::withoutNulls);
    }
    return tree;
  }

  private static Origin origin(String label) {
    return switch (label) {
      case "global" -> Origin.GLOBAL;
      case "zone" -> Origin.ZONE;
      default -> Origin.UNKNOWN;
    };
  }

  private static PolicyRole role(String label) {
    for (PolicyRole each : PolicyRole.values()) {
      if (each.value().equals(label)) {
        return each;
      }
    }
    return PolicyRole.SYSTEM;
  }

  public ResourceKind kind() {
    return kind;
  }

  public String mesh() {
    return mesh;
  }

  public String name() {
    return name;
  }

  /** What users know it by. */
  public String displayName() {
    return displayName;
  }

  /** Empty if it is in none. */
  public String namespace() {
    return namespace;
  }

  /** Empty if it is of none. */
  public String zone() {
    return zone;
  }

  public Origin origin() {
    return origin;
  }

  public PolicyRole role() {
    return role;
  }

  public Effect effect() {
    return effect;
  }

  /** Which proxies it is for; empty if it points at a kind that does not exist, so at nothing. */
  public Optional<TargetRef> target() {
    return target;
  }

  /** What it says about outgoing traffic. */
  public List<Item> to() {
    return to;
  }

  /** What it says about incoming traffic by client, in the old form. */
  public List<Item> from() {
    return from;
  }

  /** What it says about incoming traffic, in the new form. */
  public List<Item> rules() {
    return rules;
  }

  /** What it says about the proxy as a whole. */
  public Optional<Item> single() {
    return single;
  }

  /** Which policy this is, in which state. */
  public PolicyRevision revision() {
    return revision;
  }

  /** The name of it that is unique across kinds, meshes and zones. */
  public String kri() {
    return String.join(
        "_", "kri", kind.shortName().orElse(""), mesh, zone, namespace, displayName, "");
  }

  @Override
  public String toString() {
    return kri();
  }
}
