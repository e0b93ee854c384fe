package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.containerpatch.ContainerPatchApplier;
import io.higuma.containerpatch.PatchTarget;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Plans the injection of a pod: reads what it asks for, makes its containers, and gives the steps
 * that change it. All that can go wrong goes wrong here, before the first step.
 */
public final class SidecarPipeline {
  private final ControlPlaneConfig config;
  private final InjectorSettings settings;
  private final SidecarForm form;
  private final ClusterView cluster;
  private final PatchSelector patchSelector;
  private final SidecarContainer sidecarContainer;
  private final InitContainer initContainer;
  private final Sizing sizing;
  private final PodSecurity podSecurity;
  private final WrittenAnnotations written;
  private final OriginalKeeper originals;
  private final ProxySettingsReader proxySettings = new ProxySettingsReader();

  public SidecarPipeline(
      ControlPlaneConfig config,
      SidecarForm form,
      Supplier<String> caCertificate,
      ClusterView cluster) {
    this.config = config;
    this.settings = config.injector();
    this.form = form;
    this.cluster = cluster;
    this.patchSelector = new PatchSelector(config, cluster);
    this.sidecarContainer = new SidecarContainer(config, form, caCertificate);
    this.initContainer = new InitContainer(settings);
    this.sizing = new Sizing(config);
    this.podSecurity = new PodSecurity(config);
    this.written = new WrittenAnnotations(config);
    this.originals = new OriginalKeeper(config.higuma().injector().keepOriginal());
  }

  /** How to inject a pod, or why it can't be. */
  public sealed interface Plan {
    /** The steps in their order, and what the user should know. */
    record Steps(List<PodMutator> steps, List<Notice> notices) implements Plan {
      public void applyTo(PodDraft draft) {
        steps.forEach(step -> step.apply(draft));
      }
    }

    record Refused(RejectReason reason, List<Violation> violations) implements Plan {}
  }

  /**
   * Plans for this pod, which is left as it is.
   *
   * @param namespaceName where the pod is created
   * @param namespace its annotations stand behind the pod's
   */
  public Plan plan(PodDraft pod, String mesh, String namespaceName, NamespaceMetadata namespace) {
    return originals.plan(
        pod, namespace, draft -> new Planning(draft, mesh, namespaceName, namespace).plan());
  }

  /**
   * Plans for a pod that has its sidecar: containers that were added since get their probes
   * rewritten, and what has been rewritten stays.
   *
   * @return no steps when there is nothing to do
   */
  public Plan amend(PodDraft pod) {
    return originals.amend(pod, SidecarPipeline::amendment);
  }

  private static Plan amendment(PodDraft pod) {
    ProbeRewriter.Plan rewriting =
        ProbeRewriter.planForLate(
            ProbeRouting.written(pod.annotations()), pod.initContainers(), pod.containers());
    return rewriting.violations().isEmpty()
        ? new Plan.Steps(List.copyOf(rewriting.rewritings()), List.of())
        : new Plan.Refused(RejectReason.RESERVED_PROBE_PORT, rewriting.violations());
  }

  /** The planning for one pod, which collects what is wrong. */
  private final class Planning {
    private final PodDraft pod;
    private final String mesh;
    private final String namespaceName;
    private final NamespaceMetadata namespace;
    private final MetadataReader annotations;
    private final SizePlan sizes;
    private final List<Notice> fitting = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final InjectionHash hash = new InjectionHash();
    private Optional<RejectReason> firstReason = Optional.empty();

    Planning(PodDraft pod, String mesh, String namespaceName, NamespaceMetadata namespace) {
      this.pod = pod;
      this.mesh = mesh;
      this.namespaceName = namespaceName;
      this.namespace = namespace;
      this.annotations = new MetadataReader(pod.annotations());
      this.sizes = sizing.plan(pod, annotations, namespaceName, namespace);
    }

    Plan plan() {
      List<CheckedPatch> patches = patchSelector.select(annotations, namespaceName, this::refuse);
      refuse(RejectReason.INVALID_ANNOTATION, sizes.malformed());
      refuse(RejectReason.INVALID_RESOURCES, sizes.conflicts());
      SidecarOptions options = SidecarOptions.read(annotations, config, sizes);
      int mistakesBefore = annotations.violations().size();
      ProbeRouting probes = ProbeRouting.read(annotations, settings);
      boolean routed = annotations.violations().size() == mistakesBefore;
      if (!SidecarContainer.hasTokenVolume(pod, options)) {
        annotations.refuse(Annotations.TOKEN_VOLUME, SidecarContainer.missingTokenVolume(options));
      }
      Placement.Order order =
          Placement.Order.of(form, annotations.read(Annotations.INIT_FIRST, false));
      hash.add(order);
      Redirection redirection = redirection(probes);
      ObjectNode made = sidecarContainer.make(pod, mesh, options, probes, redirection);
      Optional<ObjectNode> sidecar = finished(made, patches, PatchTarget.SIDECAR);
      Optional<ObjectNode> init =
          initContainer
              .make(sizes.init(), redirection)
              .flatMap(container -> finished(container, patches, PatchTarget.INIT));
      Placement placement = placement(order, sidecar.orElse(made), init);
      ProbeRewriter.Plan rewriting = rewriting(routed ? probes : ProbeRouting.NONE, placement);
      refuse(RejectReason.RESERVED_PROBE_PORT, rewriting.violations());
      if (sidecar.isEmpty() || hasViolations()) {
        return refused();
      }
      return new Plan.Steps(
          steps(options, probes, redirection, placement, rewriting), notices(sidecar.get(), init));
    }

    /** As it will be; what is known of it when there are mistakes. */
    private Redirection redirection(ProbeRouting probes) {
      if (settings.transparentProxyConfigMap().isEmpty()) {
        return AnnotationRedirection.of(config, annotations, probes);
      }
      return switch (ConfigMapRedirection.of(config, annotations, probes, cluster, proxySettings)) {
        case ConfigMapRedirection.Result.Ready(var ready) -> ready;
        case ConfigMapRedirection.Result.Failed(var reason, var found, var known) -> {
          refuse(reason, found);
          yield known;
        }
      };
    }

    private Placement placement(
        Placement.Order order, ObjectNode sidecar, Optional<ObjectNode> init) {
      if (form == SidecarForm.NATIVE) {
        makeNative(sidecar);
      }
      return Placement.of(order, sidecar, init);
    }

    private ProbeRewriter.Plan rewriting(ProbeRouting probes, Placement placement) {
      return ProbeRewriter.plan(
          probes,
          placement.initContainers(pod.initContainers()),
          placement.containers(pod.containers()));
    }

    private List<PodMutator> steps(
        SidecarOptions options,
        ProbeRouting probes,
        Redirection redirection,
        Placement placement,
        ProbeRewriter.Plan rewriting) {
      var steps = new ArrayList<PodMutator>();
      steps.add(new DefaultContainer());
      steps.add(new ScratchVolumes());
      if (options.spire()) {
        steps.add(new SpireSocket());
      }
      redirection.mountedConfig().ifPresent(files -> steps.add(new MountedConfigFiles(files)));
      steps.add(mark(written.of(annotations, redirection, probes)));
      if (settings.ebpf().enabled()) {
        steps.add(new EbpfSupport(settings.ebpf()));
      }
      steps.add(placement);
      steps.addAll(rewriting.rewritings());
      return List.copyOf(steps);
    }

    private InjectedMark mark(Map<String, String> describing) {
      hash.add(describing);
      describing.put(Annotations.INJECTION_HASH.name(), hash.text());
      String inputs = Annotations.INJECTION_INPUTS.name();
      InjectionInputs.of(pod)
          .text()
          .or(() -> annotations.text(Annotations.INJECTION_INPUTS).map(copied -> "{}"))
          .ifPresent(text -> describing.put(inputs, text));
      return new InjectedMark(mesh, describing);
    }

    private List<Notice> notices(ObjectNode sidecar, Optional<ObjectNode> init) {
      var notices = new ArrayList<Notice>();
      notices.addAll(podSecurity.notices(namespace, init));
      notices.addAll(fitting);
      QosClass.nothingToKeep(pod, annotations).ifPresent(notices::add);
      if (sizes.keepsQosClass()) {
        QosClass.loss(sizes.sidecar(), sidecar).ifPresent(notices::add);
        init.flatMap(made -> QosClass.loss(sizes.init(), made)).ifPresent(notices::add);
      }
      return List.copyOf(notices);
    }

    private Optional<ObjectNode> finished(
        ObjectNode container, List<CheckedPatch> patches, PatchTarget target) {
      podSecurity.harden(container, namespace);
      return switch (ContainerPatchApplier.apply(container, patches, target)) {
        case ContainerPatchApplier.Result.Patched(var result) -> {
          hash.add(target, result);
          if (!patches.isEmpty()) {
            fitting.addAll(podSecurity.ofPatches(namespace, pod, container, result));
          }
          fitting.addAll(PodLevelResources.fit(result, pod, form, target));
          yield Optional.of(result);
        }
        case ContainerPatchApplier.Result.Failed(var found) -> {
          refuse(
              RejectReason.INVALID_CONTAINER_PATCH,
              found.stream().filter(violation -> !violations.contains(violation)).toList());
          yield Optional.empty();
        }
      };
    }

    private boolean hasViolations() {
      return !violations.isEmpty() || !annotations.violations().isEmpty();
    }

    private void refuse(RejectReason reason, List<Violation> found) {
      if (!found.isEmpty() && firstReason.isEmpty()) {
        firstReason = Optional.of(reason);
      }
      violations.addAll(found);
    }

    /** The mistake that is named first gives the reason. */
    private Plan refused() {
      List<Violation> annotated = annotations.violations();
      return new Plan.Refused(
          annotated.isEmpty()
              ? firstReason.orElse(RejectReason.INVALID_ANNOTATION)
              : RejectReason.INVALID_ANNOTATION,
          Stream.concat(annotated.stream(), violations.stream()).toList());
    }
  }

  /** The fields that make an init container a sidecar are not for patches to set, as in Kuma. */
  private static void makeNative(ObjectNode sidecar) {
    sidecar.put("restartPolicy", "Always");
    sidecar
        .putObject("lifecycle")
        .putObject("preStop")
        .putObject("exec")
        .set("command", ContainerJson.texts("killall", "-USR2", "kuma-dp"));
  }
}
