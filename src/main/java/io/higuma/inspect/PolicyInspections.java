package io.higuma.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.NodeMetadata;
import io.higuma.inspect.PolicyInspection.Effect;
import io.higuma.inspect.PolicyInspection.Others;
import io.higuma.inspect.ProxyPolicyReport.Matched;
import io.higuma.inspect.ProxyPolicyReport.NotMatched;
import io.higuma.inspect.ProxyPolicyReport.OfKind;
import io.higuma.inspect.ProxyPolicyReport.Value;
import io.higuma.resource.MeshObject;
import io.higuma.targetref.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds out what a policy comes to: on which proxies of its mesh, and on what of them. */
public final class PolicyInspections {
  private final MeshIndex mesh;
  private final Function<DataplaneView, NodeMetadata> metadata;
  private final Collection<MeshObject> policies;

  /**
   * In one mesh.
   *
   * @param metadata what each proxy says of itself
   * @param policies with a targetRef, of all meshes
   */
  public PolicyInspections(
      MeshIndex mesh,
      Function<DataplaneView, NodeMetadata> metadata,
      Collection<MeshObject> policies) {
    this.mesh = mesh;
    this.metadata = metadata;
    this.policies = policies;
  }

  /**
   * Of a policy of this mesh.
   *
   * @param status as it is stored; policies of views have none
   */
  public PolicyInspection of(MeshObject object, JsonNode status, List<String> unknown) {
    Policy policy =
        Policy.of(object.kind(), object.mesh(), object.name(), object.labels(), object.spec());
    String name = Words.name(policy);
    ProxyPolicyReports reports = ProxyPolicyReports.of(mesh, policies);
    var effects = new ArrayList<Effect>();
    var others = new LinkedHashMap<String, Others>();
    for (DataplaneView dataplane : mesh.view().dataplanes()) {
      OfKind said =
          reports
              .of(dataplane, metadata.apply(dataplane), object.kind())
              .orElseThrow(() -> new IllegalStateException("the policy itself is there"));
      Optional<Matched> match =
          said.matched().stream().filter(one -> one.name().equals(name)).findFirst();
      if (match.isPresent()) {
        effects.add(effect(dataplane.name(), match.get(), said));
      } else {
        said.notMatched().stream()
            .filter(one -> one.name().equals(name) && one.mesh().isEmpty())
            .findFirst()
            .ifPresent(why -> add(dataplane.name(), why, others));
      }
    }
    return new PolicyInspection(
        object.kind().kind(),
        name,
        object.mesh(),
        policy.role().value(),
        Words.target(policy.target()),
        PolicyStatus.of(status),
        effects,
        List.copyOf(others.values()),
        unknown);
  }

  private static Effect effect(String dataplane, Matched match, OfKind said) {
    String name = match.name();
    String proxy = has(said.values(), name) ? "whole" : "";
    List<String> inbounds =
        said.inbounds().stream()
            .filter(one -> one.rules().stream().anyMatch(rule -> has(rule.values(), name)))
            .map(ProxyPolicyReport.Inbound::inbound)
            .toList();
    List<String> outbounds =
        said.outbounds().stream()
            .filter(one -> has(one.values(), name))
            .flatMap(one -> one.destinations().stream())
            .toList();
    boolean isNothing = proxy.isEmpty() && inbounds.isEmpty() && outbounds.isEmpty();
    return new Effect(dataplane, proxy, inbounds, outbounds, isNothing ? "yes" : "", match.idle());
  }

  private static boolean has(List<Value> values, String policy) {
    return values.stream().anyMatch(value -> value.policy().equals(policy));
  }

  private static void add(String dataplane, NotMatched why, Map<String, Others> others) {
    others.merge(
        why.reason(),
        new Others(why.reason(), 1, dataplane, why.sentence()),
        (first, next) ->
            new Others(first.reason(), first.count() + 1, first.example(), first.sentence()));
  }
}
