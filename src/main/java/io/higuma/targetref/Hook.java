package io.higuma.targetref;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One thing that a proxy must have so that a policy can select it. Not all that it must have: who
 * has it is still to be looked at.
 */
record Hook(Form form, String key, String value) {
  private static final Hook ANY = new Hook(Form.ANY, "", "");

  private enum Form {
    ANY,
    NAMESPACE,
    NAME,
    LABEL,
    TAG,
    GATEWAY
  }

  /** Where to file a policy. */
  static Hook of(Policy policy) {
    if (Selection.isBoundToNamespace(policy)) {
      return new Hook(Form.NAMESPACE, "", policy.namespace());
    }
    return policy.target().map(Hook::of).orElse(ANY);
  }

  private static Hook of(TargetRef target) {
    return switch (target.kind()) {
      case DATAPLANE -> {
        if (target.labels().isPresent()) {
          yield entry(Form.LABEL, target.labels().get());
        }
        yield target.name().isEmpty() ? ANY : new Hook(Form.NAME, "", target.name());
      }
      case MESH_SUBSET -> entry(Form.TAG, target.tags());
      case MESH_SERVICE, MESH_SERVICE_SUBSET -> entry(Form.TAG, Selection.serviceTags(target));
      case MESH_GATEWAY -> new Hook(Form.GATEWAY, "", target.name());
      case MESH, MESH_HTTP_ROUTE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> ANY;
    };
  }

  /** One that few have: not what the control plane writes on all. */
  private static Hook entry(Form form, Map<String, String> entries) {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getValue().equals("*"))
        .min(
            Map.Entry.<String, String>comparingByKey(
                    (one, other) -> Boolean.compare(isOfMany(one), isOfMany(other)))
                .thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> new Hook(form, entry.getKey(), entry.getValue()))
        .orElse(ANY);
  }

  private static boolean isOfMany(String key) {
    return key.startsWith("kuma.io/") && !key.equals("kuma.io/service");
  }

  /** Where to look for the policies of a proxy. */
  static Set<Hook> of(ProxyView proxy) {
    var hooks = new HashSet<Hook>();
    hooks.add(ANY);
    hooks.add(new Hook(Form.NAMESPACE, "", proxy.namespace()));
    hooks.add(new Hook(Form.NAME, "", proxy.name()));
    add(Form.LABEL, proxy.labels(), hooks);
    proxy.listeners().forEach(listener -> add(Form.TAG, listener.tags(), hooks));
    proxy
        .gateway()
        .ifPresent(gateway -> {
          add(Form.TAG, gateway.tags(), hooks);
          gateway.meshGateway().ifPresent(name -> hooks.add(new Hook(Form.GATEWAY, "", name)));
        });
    return hooks;
  }

  private static void add(Form form, Map<String, String> entries, Set<Hook> hooks) {
    entries.forEach((key, value) -> hooks.add(new Hook(form, key, value)));
  }
}
