package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.InjectorSettings;

/** What redirection by eBPF needs of the host: its volumes, and the changes to kuma-init. */
record EbpfSupport(InjectorSettings.Ebpf settings) implements PodMutator {
  static void adapt(ObjectNode init, InjectorSettings.Ebpf ebpf) {
    ObjectNode context = init.withObjectProperty("securityContext");
    context.put("privileged", true);
    context.putObject("capabilities");
    init.putArray("env")
        .addObject()
        .put("name", ebpf.instanceIpVariable())
        .putObject("valueFrom")
        .putObject("fieldRef")
        .put("fieldPath", "status.podIP");
    init.withArrayProperty("volumeMounts")
        .add(ContainerJson.mount(Names.CGROUP, ebpf.cgroupPath()))
        .add(
            ContainerJson.mount(Names.BPF, ebpf.bpffsPath())
                .put("mountPropagation", "Bidirectional"));
  }

  @Override
  public void apply(PodDraft draft) {
    draft.addVolume(ContainerJson.hostPath(Names.CGROUP, settings.cgroupPath()));
    draft.addVolume(ContainerJson.hostPath(Names.BPF, settings.bpffsPath()));
  }
}
