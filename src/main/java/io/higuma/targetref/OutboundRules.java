package io.higuma.targetref;

import io.higuma.resource.PolicyRole;
import io.higuma.resource.ServiceTag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the policies of one kind that a proxy has say about its outgoing traffic. An item is
 * relevant for a destination if it points at the mesh, at the resource, or at its very port; so one
 * for a resource comes before one for the mesh, by {@link Precedence#OF_DESTINATIONS}.
 */
public final class OutboundRules {
  /** Nobody says anything. */
  public static final OutboundRules NONE = new OutboundRules(List.of(), new Merging());

  /** The tag that a Service of Kubernetes has in {@code kuma.io/service}. */
  private static final Pattern SERVICE_OF_KUBERNETES =
      Pattern.compile("([^_]+)_([^_]+)_svc(?:_([0-9]+))?");

  private static final Set<TargetKind> OF_TAGS =
      Set.of(
          TargetKind.MESH,
          TargetKind.MESH_SUBSET,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_SERVICE_SUBSET);

  /** Of policies in ascending order, each with its items as they stand. */
  private final List<Item> inOrderOfPolicies;

  private final List<Item> sorted;
  private final Merging merging;
  private final Map<Destination, Merged> ofDestinations = new ConcurrentHashMap<>();
  private final Map<Map<String, String>, Merged> ofTags = new ConcurrentHashMap<>();

  private OutboundRules(List<Item> inOrderOfPolicies, Merging merging) {
    this.inOrderOfPolicies = inOrderOfPolicies;
    this.merging = merging;
    sorted = inOrderOfPolicies.stream().sorted(Precedence.OF_DESTINATIONS).toList();
  }

  static OutboundRules of(List<Policy> policies, Merging merging) {
    List<Item> items = policies.stream().flatMap(policy -> policy.to().stream()).toList();
    return items.isEmpty() ? NONE : new OutboundRules(items, merging);
  }

  public boolean isEmpty() {
    return sorted.isEmpty();
  }

  /**
   * What is said about this destination; of a port, what is said about all of its resource, too.
   */
  public Merged of(Destination destination) {
    if (sorted.isEmpty()) {
      return Merged.NONE;
    }
    Merged found = ofDestinations.get(destination);
    return found == null ? ofDestinations.computeIfAbsent(destination, this::merged) : found;
  }

  private Merged merged(Destination destination) {
    var relevant = new ArrayList<Item>();
    for (Item item : sorted) {
      if (item.target().kind() == TargetKind.MESH || pointsAt(item, destination)) {
        relevant.add(item);
      }
    }
    return merging.of(List.copyOf(relevant));
  }

  /** Whether an item points at this very destination or its resource, not only at the mesh. */
  public boolean name(Destination destination) {
    return sorted.stream().anyMatch(item -> pointsAt(item, destination));
  }

  /** What is said about all destinations. */
  public Merged ofMesh() {
    return merging.of(
        sorted.stream().filter(item -> item.target().kind() == TargetKind.MESH).toList());
  }

  /**
   * What is said about a destination that is known by its tags alone. Here policies are merged in
   * their own order: one that points at the service comes not before one that points at the mesh.
   *
   * @param tags with {@code kuma.io/service}
   */
  public Merged ofTags(Map<String, String> tags) {
    if (inOrderOfPolicies.isEmpty()) {
      return Merged.NONE;
    }
    Merged found = ofTags.get(tags);
    return found == null ? ofTags.computeIfAbsent(Map.copyOf(tags), this::mergedByTags) : found;
  }

  private Merged mergedByTags(Map<String, String> tags) {
    return merging.of(
        inOrderOfPolicies.stream()
            .filter(item -> isOfTags(item.target()))
            .filter(OutboundRules::isItsPlace)
            .filter(item -> tags.entrySet().containsAll(tags(item.target()).entrySet()))
            .toList());
  }

  /**
   * A producer's policy reaches all clients, so it may only be about services of its namespace.
   * Tags that name none, as those of ExternalServices, are of everybody.
   */
  private static boolean isItsPlace(Item item) {
    return item.policy().role() != PolicyRole.PRODUCER
        || ServiceTag.namespace(item.target().name())
            .filter(of -> of.equals(item.policy().namespace()))
            .isPresent();
  }

  static boolean isOfTags(TargetRef target) {
    return OF_TAGS.contains(target.kind())
        && (target.kind() != TargetKind.MESH_SERVICE || !target.name().isEmpty());
  }

  /** The tags that a reference of old stands for; none for the mesh. */
  static Map<String, String> tags(TargetRef target) {
    return switch (target.kind()) {
      case MESH_SERVICE, MESH_SERVICE_SUBSET -> Selection.serviceTags(target);
      default -> target.tags();
    };
  }

  /**
   * The same rules for each set of host names that items have, as those for gateways do; the key is
   * empty for items without.
   */
  public Map<List<String>, OutboundRules> byHostnames() {
    var groups = new LinkedHashMap<List<String>, List<Item>>();
    for (Item item : inOrderOfPolicies) {
      var hostnames = new ArrayList<String>();
      item.conf().path("hostnames").forEach(host -> hostnames.add(host.asText()));
      groups.computeIfAbsent(List.copyOf(hostnames), none -> new ArrayList<>()).add(item);
    }
    var rules = new LinkedHashMap<List<String>, OutboundRules>();
    groups.forEach(
        (hostnames, items) -> rules.put(hostnames, new OutboundRules(List.copyOf(items), merging)));
    return Collections.unmodifiableMap(rules);
  }

  private static boolean pointsAt(Item item, Destination destination) {
    return pointsAtResource(item, destination) && hasSection(section(item.target()), destination);
  }

  /** Whether an item points at the resource of this destination, be it at another port of it. */
  public static boolean pointsAtResource(Item item, Destination destination) {
    TargetRef target = item.target();
    if (target.kind() != destination.kind()) {
      return false;
    }
    if (target.labels().isPresent() && target.name().isEmpty()) {
      return destination.labels().entrySet().containsAll(target.labels().get().entrySet());
    }
    Optional<Matcher> ofKubernetes = ofKubernetes(target);
    if (ofKubernetes.isPresent()) {
      return destination.name().equals(ofKubernetes.get().group(1))
          && destination.namespace().equals(ofKubernetes.get().group(2));
    }
    Policy policy = item.policy();
    String namespace = target.namespace().isEmpty() ? policy.namespace() : target.namespace();
    return target.name().equals(destination.name())
        && namespace.equals(destination.namespace())
        && policy.zone().equals(destination.zone());
  }

  /** The port that a reference asks for; empty for all. */
  public static String section(TargetRef target) {
    Optional<String> port = ofKubernetes(target).map(found -> found.group(3));
    return port.orElse(target.section());
  }

  /** A name that is the tag of a Service of Kubernetes. */
  private static Optional<Matcher> ofKubernetes(TargetRef target) {
    Matcher name = SERVICE_OF_KUBERNETES.matcher(target.name());
    boolean isTag =
        target.kind() == TargetKind.MESH_SERVICE && target.section().isEmpty() && name.matches();
    boolean isByLabels = target.labels().isPresent() && target.name().isEmpty();
    return isTag && !isByLabels ? Optional.of(name) : Optional.empty();
  }

  private static boolean hasSection(String section, Destination destination) {
    return section.isEmpty() || destination.hasPort(section);
  }
}
