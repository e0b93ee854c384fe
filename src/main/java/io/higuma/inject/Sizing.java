package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.config.InjectorSettings.Resources;
import io.higuma.inject.ContainerSize.Amount;
import io.higuma.inject.ContainerSize.ResourceSize;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.metadata.SizeAnnotations;
import io.higuma.units.ResourceQuantity;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says how large the containers become that a pod gets: by the settings, over them by annotations
 * of its namespace and of the pod, and last by its QoS class.
 */
final class Sizing {
  private static final String INJECTOR = "setting runtime.kubernetes.injector.";

  private final SizePlan defaults;
  private final boolean keepQosClass;

  Sizing(ControlPlaneConfig config) {
    InjectorSettings settings = config.injector();
    defaults =
        new SizePlan(
            sidecar(settings.sidecarContainer().resources()),
            init(settings),
            Map.of(),
            false,
            List.of(),
            List.of());
    keepQosClass = config.higuma().injector().keepQosClass();
  }

  /**
   * The sizes for this pod, before ContainerPatches.
   *
   * @param annotations the pod's; keeps what is malformed
   */
  SizePlan plan(
      PodDraft pod, MetadataReader annotations, String namespaceName, NamespaceMetadata namespace) {
    if (!keepQosClass && !annotations.hasAny(SizeAnnotations.ALL) && !areIn(namespace)) {
      return defaults;
    }
    var inherited = new InheritedAnnotations(annotations, namespaceName, namespace);
    var conflicts = new ArrayList<Violation>();
    ContainerSize sidecar = annotated(defaults.sidecar(), inherited, conflicts);
    ContainerSize init = annotated(defaults.init(), inherited, conflicts);
    Map<String, String> resizePolicy =
        inherited.read(SizeAnnotations.RESIZE_POLICY).orElse(Map.of());
    boolean keeps =
        inherited.read(SizeAnnotations.KEEP_QOS_CLASS).orElse(keepQosClass)
            && QosClass.isGuaranteedByContainers(pod);
    return new SizePlan(
        keeps ? sidecar.guaranteed() : sidecar,
        keeps ? init.guaranteed() : init,
        resizePolicy,
        keeps,
        inherited.violationsOfNamespace(),
        conflicts);
  }

  private static boolean areIn(NamespaceMetadata namespace) {
    Map<String, String> annotations = namespace.annotations();
    if (annotations.isEmpty()) {
      return false;
    }
    for (MetadataKey<?> key : SizeAnnotations.ALL) {
      if (annotations.containsKey(key.name())) {
        return true;
      }
    }
    return false;
  }

  private static ContainerSize annotated(
      ContainerSize size, InheritedAnnotations annotations, List<Violation> conflicts) {
    return new ContainerSize(
        size.resources().stream()
            .map(resource -> annotated(resource, annotations, conflicts))
            .toList());
  }

  private static ResourceSize annotated(
      ResourceSize size, InheritedAnnotations annotations, List<Violation> conflicts) {
    SizeAnnotations.Keys keys = size.keys();
    Optional<Amount> request = amount(keys.request(), size, annotations);
    Optional<Amount> limit = amount(keys.limit(), size, annotations);
    boolean unreadable =
        (request.isEmpty() && annotations.has(keys.request()))
            || (limit.isEmpty() && annotations.has(keys.limit()));
    if (unreadable || (request.isEmpty() && limit.isEmpty())) {
      return size;
    }
    Optional<Amount> wanted = request.or(size::request);
    Optional<Amount> bound = limit.or(size::limit).filter(amount -> !amount.isZero());
    if (wanted.isPresent()
        && bound.isPresent()
        && bound.get().quantity().isLessThan(wanted.get().quantity())) {
      MetadataKey<?> field = limit.isPresent() ? keys.limit() : keys.request();
      conflicts.add(conflict(field, keys, wanted.get(), bound.get()));
    }
    return new ResourceSize(keys, wanted, bound);
  }

  private static Optional<Amount> amount(
      MetadataKey<ResourceQuantity> key, ResourceSize size, InheritedAnnotations annotations) {
    Optional<ResourceQuantity> quantity = annotations.read(key);
    if (quantity.isPresent() && !size.name().equals("cpu") && !quantity.get().isWhole()) {
      annotations.refuse(
          key,
          "%s is a fraction of a byte: m means thousandths, write Mi for mebibytes"
              .formatted(quantity.get()));
      return Optional.empty();
    }
    return quantity.map(
        amount -> new Amount(amount, "annotation " + key.name() + " of " + annotations.owner(key)));
  }

  private static Violation conflict(
      MetadataKey<?> field, SizeAnnotations.Keys keys, Amount request, Amount limit) {
    return new Violation(
        FieldPath.of("metadata").field(field.kind().field()).key(field.name()),
        "the %s limit %s (%s) is below the request %s (%s): raise %s, or lower %s"
            .formatted(
                keys.resource(),
                limit.quantity(),
                limit.source(),
                request.quantity(),
                request.source(),
                keys.limit().name(),
                keys.request().name()));
  }

  private static ContainerSize sidecar(Resources resources) {
    List<ResourceSize> sizes =
        configured(SizeAnnotations.SIDECAR, resources, INJECTOR + "sidecarContainer.resources.");
    SizeAnnotations.Keys storage = SizeAnnotations.SIDECAR.getLast();
    sizes.add(
        new ResourceSize(
            storage, fixed("50M", "default of injection"), fixed("1G", "default of injection")));
    return new ContainerSize(sizes);
  }

  private static ContainerSize init(InjectorSettings settings) {
    List<SizeAnnotations.Keys> keys = SizeAnnotations.INIT;
    List<ResourceSize> sizes =
        settings.cniEnabled()
            ? configured(
                keys,
                settings.validationContainer().resources(),
                INJECTOR + "validationContainer.resources.")
            : configured(
                keys, settings.initContainer().resources(), INJECTOR + "initContainer.resources.");
    if (settings.ebpf().enabled() && !settings.cniEnabled()) {
      ResourceSize memory = sizes.removeLast();
      sizes.add(
          new ResourceSize(
              memory.keys(), memory.request(), fixed("80M", "default of injection with eBPF")));
    }
    sizes.add(new ResourceSize(keys.getLast(), Optional.empty(), Optional.empty()));
    return new ContainerSize(sizes);
  }

  /**
   * Requests as configured, even zero; a CPU limit of zero is none, but for memory Kuma says it.
   */
  private static List<ResourceSize> configured(
      List<SizeAnnotations.Keys> keys, Resources resources, String section) {
    var cpu =
        new ResourceSize(
            keys.getFirst(),
            Optional.of(new Amount(resources.requests().cpu(), section + "requests.cpu")),
            Optional.of(new Amount(resources.limits().cpu(), section + "limits.cpu"))
                .filter(amount -> !amount.isZero()));
    var memory =
        new ResourceSize(
            keys.get(1),
            Optional.of(new Amount(resources.requests().memory(), section + "requests.memory")),
            Optional.of(new Amount(resources.limits().memory(), section + "limits.memory")));
    return new ArrayList<>(List.of(cpu, memory));
  }

  private static Optional<Amount> fixed(String quantity, String source) {
    return ResourceQuantity.parse(quantity).map(amount -> new Amount(amount, source));
  }
}
