package io.higuma.dataplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.ChangeValidator;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceView;
import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps Dataplanes out of a Mesh whose constraints they don't meet. */
public final class MembershipValidator implements ChangeValidator {
  private static final String ANY = "*";

  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    return switch (change.operation()) {
      case CREATE, UPDATE -> joining(change, facts);
      case DELETE -> Verdict.ACCEPTED;
    };
  }

  private static Verdict joining(ResourceChange change, ClusterFacts facts) {
    String mesh = change.object().mesh();
    Optional<MeshSpec> spec = facts.mesh(mesh);
    if (spec.isEmpty()) {
      return new Verdict.Failed(
          500, "mesh \"%s\" does not exist: create it first".formatted(SpecNode.shortened(mesh)));
    }
    return objection(change.object(), spec.get())
        .<Verdict>map(Verdict.Forbidden::new)
        .orElse(Verdict.ACCEPTED);
  }

  /** Why the Dataplane can't be a member of its mesh; empty if it can. */
  static Optional<String> objection(ResourceView dataplane, MeshSpec mesh) {
    MeshSpec.Constraints constraints = mesh.constraints();
    MeshSpec.DataplaneProxy proxy = constraints == null ? null : constraints.dataplaneProxy();
    if (proxy == null) {
      return Optional.empty();
    }
    for (Map<String, String> tags : tagSets(dataplane.spec().path("networking"))) {
      Optional<String> objection = objection(proxy, tags);
      if (objection.isPresent()) {
        return Optional.of(
            "dataplane cannot be a member of mesh \"%s\" because its tags %s %s"
                .formatted(dataplane.mesh(), SpecNode.shortened(tags.toString()), objection.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> objection(
      MeshSpec.DataplaneProxy proxy, Map<String, String> tags) {
    boolean isRequired = !proxy.requirements().isEmpty();
    if (isRequired && proxy.requirements().stream().noneMatch(rule -> matches(rule, tags))) {
      return Optional.of("meet none of its requirements");
    }
    return proxy.restrictions().stream().anyMatch(rule -> matches(rule, tags))
        ? Optional.of("are restricted there")
        : Optional.empty();
  }

  private static boolean matches(MeshSpec.Rule rule, Map<String, String> tags) {
    return rule.tags().entrySet().stream()
        .allMatch(wanted -> {
          String found = tags.getOrDefault(wanted.getKey(), "");
          return wanted.getValue().equals(ANY) ? !found.isEmpty() : wanted.getValue().equals(found);
        });
  }

  /** Of each inbound, or of the gateway. */
  private static List<Map<String, String>> tagSets(JsonNode networking) {
    var sets = new ArrayList<Map<String, String>>();
    if (networking.path("gateway").isObject()) {
      sets.add(tags(networking.path("gateway")));
      return sets;
    }
    networking.path("inbound").forEach(inbound -> sets.add(tags(inbound)));
    return sets;
  }

  private static Map<String, String> tags(JsonNode holder) {
    var tags = new TreeMap<String, String>();
    holder
        .path("tags")
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText("")));
    return tags;
  }
}
