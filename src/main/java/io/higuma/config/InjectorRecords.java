package io.higuma.config;

import io.higuma.config.InjectorSettings.Amounts;
import io.higuma.config.InjectorSettings.BuiltinDns;
import io.higuma.config.InjectorSettings.Ebpf;
import io.higuma.config.InjectorSettings.Exceptions;
import io.higuma.config.InjectorSettings.InitContainer;
import io.higuma.config.InjectorSettings.Probe;
import io.higuma.config.InjectorSettings.Resources;
import io.higuma.config.InjectorSettings.SidecarContainer;
import io.higuma.config.InjectorSettings.SidecarTraffic;
import io.higuma.config.InjectorSettings.Spire;
import io.higuma.config.InjectorSettings.ValidationContainer;

/** Makes the injector's records of the values, and names the key of each component. */
final class InjectorRecords {
  /** Kubernetes allows nothing else for liveness and startup probes. */
  private static final int ONE_SUCCESS = 1;

  private InjectorRecords() {}

  static InjectorSettings of(SectionValues injector) {
    return new InjectorSettings(
        sidecar(injector.in("sidecarContainer")),
        new InitContainer(
            injector.text("initContainer.image"), resources(injector.in("initContainer"))),
        new ValidationContainer(resources(injector.in("validationContainer"))),
        injector.list("containerPatches"),
        injector.flag("cniEnabled"),
        injector.flag("virtualProbesEnabled"),
        injector.number("virtualProbesPort"),
        injector.number("applicationProbeProxyPort"),
        traffic(injector.in("sidecarTraffic")),
        new Exceptions(injector.map("exceptions.labels")),
        injector.text("caCertFile"),
        dns(injector.in("builtinDNS")),
        ebpf(injector.in("ebpf")),
        injector.list("ignoredServiceSelectorLabels"),
        injector.list("nodeLabelsToCopy"),
        injector.text("transparentProxyConfigMap"),
        injector.flag("unifiedResourceNamingEnabled"),
        injector.flag("otelPipeEnabled"),
        spire(injector.in("spire")));
  }

  private static SidecarContainer sidecar(SectionValues sidecar) {
    SectionValues readiness = sidecar.in("readinessProbe");
    return new SidecarContainer(
        sidecar.text("image"),
        sidecar.number("uid"),
        sidecar.number("gid"),
        sidecar.duration("drainTime"),
        probe(readiness, readiness.integer("successThreshold")),
        probe(sidecar.in("livenessProbe"), ONE_SUCCESS),
        probe(sidecar.in("startupProbe"), ONE_SUCCESS),
        resources(sidecar),
        sidecar.map("envVars"),
        sidecar.integer("redirectPortInbound"),
        sidecar.integer("redirectPortOutbound"),
        sidecar.text("ipFamilyMode"),
        sidecar.flag("waitForDataplaneReady"));
  }

  private static Probe probe(SectionValues probe, int successThreshold) {
    return new Probe(
        probe.integer("initialDelaySeconds"),
        probe.integer("timeoutSeconds"),
        probe.integer("periodSeconds"),
        successThreshold,
        probe.integer("failureThreshold"));
  }

  private static Resources resources(SectionValues container) {
    return new Resources(
        amounts(container.in("resources.requests")), amounts(container.in("resources.limits")));
  }

  private static Amounts amounts(SectionValues amounts) {
    return new Amounts(amounts.quantity("cpu"), amounts.quantity("memory"));
  }

  private static SidecarTraffic traffic(SectionValues traffic) {
    return new SidecarTraffic(
        traffic.list("excludeInboundPorts"),
        traffic.list("excludeOutboundPorts"),
        traffic.list("excludeInboundIPs"),
        traffic.list("excludeOutboundIPs"));
  }

  private static BuiltinDns dns(SectionValues dns) {
    return new BuiltinDns(
        dns.flag("enabled"),
        dns.number("port"),
        dns.flag("logging"),
        dns.flag("experimentalProxy"));
  }

  private static Ebpf ebpf(SectionValues ebpf) {
    return new Ebpf(
        ebpf.flag("enabled"),
        ebpf.text("instanceIPEnvVarName"),
        ebpf.text("bpffsPath"),
        ebpf.text("cgroupPath"),
        ebpf.text("tcAttachIface"),
        ebpf.text("programsSourcePath"));
  }

  private static Spire spire(SectionValues spire) {
    return new Spire(spire.flag("enabled"), spire.text("mountPath"), spire.text("socketFileName"));
  }
}
