package io.higuma.envoy;

import io.higuma.resource.ResourceKind;
import io.higuma.targetref.Policy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which of the policies that select a proxy take part in its configuration, and in what. */
public final class Participants {
  private static final Set<ResourceType> OF_ROUTES =
      Set.of(ResourceType.CLUSTER, ResourceType.ENDPOINTS, ResourceType.LISTENER);

  private final Map<ResourceKind, Set<ResourceType>> types = new EnumMap<>(ResourceKind.class);

  /** Proxies that the same policies select have the same list. */
  private final Memo<List<Policy>, List<Participant>> lists = new Memo<>(this::among);

  Participants(List<PolicyEffect> effects) {
    effects.stream()
        .filter(effect -> effect.kind().role() == ResourceKind.Role.POLICY)
        .forEach(effect -> types.put(effect.kind(), Set.copyOf(effect.shapes())));
    types.put(ResourceKind.MESH_HTTP_ROUTE, OF_ROUTES);
    types.put(ResourceKind.MESH_TCP_ROUTE, OF_ROUTES);
  }

  /** The kinds of policies with a targetRef that proxies are configured by. */
  public static Set<ResourceKind> kinds(List<PolicyEffect> effects) {
    return Set.copyOf(new Participants(effects).types.keySet());
  }

  List<Participant> of(List<Policy> selecting) {
    return lists.of(selecting);
  }

  private List<Participant> among(List<Policy> selecting) {
    var among = new ArrayList<Participant>();
    for (Policy policy : selecting) {
      Set<ResourceType> shaped = types.get(policy.kind());
      if (shaped != null) {
        among.add(new Participant(policy.revision(), shaped));
      }
    }
    return List.copyOf(among);
  }
}
