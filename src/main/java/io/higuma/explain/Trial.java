package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.InjectionPolicy;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Injects pods on trial, with the injector of the control plane, to see what becomes of them.
 *
 * @param situation whose settings and cluster are used
 */
record Trial(Situation situation) {
  /** What goes in. */
  record Input(ObjectNode pod, NamespaceMetadata namespace) {}

  /**
   * What came out.
   *
   * @param pod as it would be stored
   * @param patches the ContainerPatches that were asked for, in their order
   */
  record Result(
      InjectionDecision decision, ObjectNode pod, List<AssumingCluster.RequestedPatch> patches) {
    boolean isInjected() {
      return decision instanceof InjectionDecision.Inject;
    }
  }

  Result of(Input input) {
    return run(input, situation.settings().config(), Optional.empty());
  }

  /** As if nobody had set the setting of this key. */
  Result withoutSetting(Input input, String key) {
    return run(input, situation.settings().changed().without(key), Optional.empty());
  }

  /** As if the ContainerPatch of this name had no operations. */
  Result withoutPatch(Input input, String name) {
    return run(input, situation.settings().config(), Optional.of(name));
  }

  /** The rules of the injector as such. */
  InjectionPolicy policy(NamespaceMetadata namespace) {
    return injector(namespace, situation.settings().config(), Optional.empty(), new ArrayList<>())
        .policy();
  }

  private Result run(Input input, ControlPlaneConfig config, Optional<String> patchLeftOut) {
    ObjectNode pod = input.pod().deepCopy();
    var patches = new ArrayList<AssumingCluster.RequestedPatch>();
    InjectionDecision decision =
        injector(input.namespace(), config, patchLeftOut, patches)
            .inject(PodDraft.of(pod), situation.object().namespace());
    return new Result(decision, pod, patches);
  }

  private Injector injector(
      NamespaceMetadata namespace,
      ControlPlaneConfig config,
      Optional<String> patchLeftOut,
      List<AssumingCluster.RequestedPatch> patches) {
    var cluster =
        new AssumingCluster(
            new OfflineCluster(situation.known().json(), config.systemNamespace()),
            situation.known(),
            namespace,
            patchLeftOut,
            patches);
    // Nobody but the control plane has its certificates; the sidecar's are not compared.
    return Injector.of(config, situation.form(), () -> "", cluster);
  }
}
