package io.higuma;

import io.higuma.admission.AdmissionAnswer;
import io.higuma.admission.AdmissionHandler;
import io.higuma.admission.AdmissionRequest;
import io.higuma.admission.AdmissionRoute;
import io.higuma.admission.EffectAdmission;
import io.higuma.admission.OwnerReferences;
import io.higuma.admission.OwnerReferences.MeshOwnership;
import io.higuma.admission.PodValidation;
import io.higuma.admission.Rehearsal;
import io.higuma.admission.ResourceDefaulting;
import io.higuma.admission.ResourceReviews;
import io.higuma.admission.ResourceValidation;
import io.higuma.admission.SecretAdmission;
import io.higuma.cluster.CachedClusterView;
import io.higuma.cluster.CachedFacts;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.ClusterReads;
import io.higuma.cluster.Fallback;
import io.higuma.cluster.NoSecondLook;
import io.higuma.cluster.RehearsalObjects;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.containerpatch.ContainerPatchValidator;
import io.higuma.containerpatch.PatchPlaceValidator;
import io.higuma.dataplane.DataplaneValidator;
import io.higuma.dataplane.MembershipValidator;
import io.higuma.inject.DefaultPod;
import io.higuma.mesh.MeshChangeValidator;
import io.higuma.mesh.MeshDefaulting;
import io.higuma.mesh.MeshValidators;
import io.higuma.policy.ExternalDestinationValidator;
import io.higuma.policy.PolicyValidators;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.Deletion;
import io.higuma.resource.GatewayInstanceValidator;
import io.higuma.resource.KindRules;
import io.higuma.resource.PrivilegedUsers;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.SpecValidator;
import io.higuma.resource.WriteRules;
import io.higuma.resource.ZoneValidator;
import io.higuma.service.ServiceValidators;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The part of {@link Wiring} that is for admission of the mesh's own objects. */
@Singleton
public class ResourceWiring {
  /** What each kind has of its own. */
  @Produces
  @Singleton
  KindRules kindRules(ControlPlaneConfig config, Instance<DefaultPod> pod, InstantSource clock) {
    Deletion deletion = config.store().unsafeDelete() ? Deletion.UNSAFE : Deletion.PROTECTED;
    PatchPlaceValidator.Places places =
        config.higuma().containerPatches().fromPodNamespace()
            ? PatchPlaceValidator.Places.ALL_NAMESPACES
            : PatchPlaceValidator.Places.SYSTEM_NAMESPACE;
    var specs = new EnumMap<ResourceKind, SpecValidator>(MeshValidators.all());
    specs.putAll(ServiceValidators.all());
    specs.putAll(PolicyValidators.all());
    specs.put(ResourceKind.DATAPLANE, new DataplaneValidator());
    specs.put(
        ResourceKind.CONTAINER_PATCH, new ContainerPatchValidator(() -> pod.get().containers()));
    return new KindRules(
        Map.of(ResourceKind.MESH, new MeshDefaulting()),
        specs,
        Map.of(
            ResourceKind.MESH, new MeshChangeValidator(clock, deletion),
            ResourceKind.ZONE, new ZoneValidator(deletion),
            ResourceKind.DATAPLANE, new MembershipValidator(),
            ResourceKind.CONTAINER_PATCH, new PatchPlaceValidator(config.systemNamespace(), places),
            ResourceKind.RATE_LIMIT, new ExternalDestinationValidator(),
            ResourceKind.MESH_GATEWAY_INSTANCE, new GatewayInstanceValidator(config.mode())));
  }

  @Produces
  @Singleton
  WriteRules writeRules(ControlPlaneConfig config) {
    var zone = config.multizone().zone();
    return new WriteRules(
        position(config),
        zone.name(),
        config.systemNamespace(),
        PrivilegedUsers.of(config.runtime().kubernetes().allowedUsers(), config.systemNamespace()),
        zone.disableOriginLabelValidation()
            ? WriteRules.OriginLabels.UNCHECKED
            : WriteRules.OriginLabels.CHECKED);
  }

  private static WriteRules.Position position(ControlPlaneConfig config) {
    return switch (config.mode()) {
      case GLOBAL -> WriteRules.Position.GLOBAL;
      case ZONE ->
          config.multizone().zone().globalAddress().isEmpty()
              ? WriteRules.Position.ALONE
              : WriteRules.Position.ZONE;
    };
  }

  @Produces
  @Singleton
  ComputedLabels computedLabels(ControlPlaneConfig config) {
    return new ComputedLabels(config.mode(), config.zoneName());
  }

  @Produces
  @Singleton
  AdmissionRoute defaultResource(
      KindRules rules,
      WriteRules writes,
      ComputedLabels labels,
      ControlPlaneConfig config,
      MeterRegistry meters) {
    String path = "/default-kuma-io-v1alpha1-mesh";
    var defaulting = new ResourceDefaulting(rules, writes, labels, config.systemNamespace());
    AdmissionHandler handler =
        new ResourceReviews(defaulting::answer, new ResourceReviews.Results(meters, path));
    AdmissionHandler rehearsal = new ResourceReviews(defaulting::answer, uncounted -> {});
    return new AdmissionRoute(path, handler, handler, rehearsal, Rehearsal.resources());
  }

  @Produces
  @Singleton
  AdmissionRoute ownResource(
      ControlPlaneConfig config, ClusterCaches caches, ClusterReads reads, MeterRegistry meters) {
    MeshOwnership ownership =
        config.runtime().kubernetes().skipMeshOwnerReference()
            ? MeshOwnership.OFF
            : MeshOwnership.MESHES_OWN;
    return route(
        "/owner-reference-kuma-io-v1alpha1",
        meters,
        fallback ->
            new OwnerReferences(new CachedFacts(caches, fallback), ownership, config.mode())
                ::answer,
        reads,
        Rehearsal.resources());
  }

  @Produces
  @Singleton
  AdmissionRoute validateResource(
      KindRules rules,
      WriteRules writes,
      ClusterCaches caches,
      ClusterReads reads,
      MeterRegistry meters) {
    return route(
        "/validate-kuma-io-v1alpha1",
        meters,
        fallback ->
            new ResourceValidation(rules, writes, new CachedFacts(caches, fallback))::answer,
        reads,
        Rehearsal.resources());
  }

  @Produces
  @Singleton
  AdmissionRoute warnOfKinds() {
    var handler = new EffectAdmission();
    return AdmissionRoute.advisory("/warn-kuma-io-v1alpha1", handler, handler, List.of());
  }

  @Produces
  @Singleton
  AdmissionRoute validateSecret(
      ControlPlaneConfig config, ClusterCaches caches, ClusterReads reads, MeterRegistry meters) {
    SecretAdmission.Deletion deletion =
        config.store().unsafeDelete()
            ? SecretAdmission.Deletion.OF_EVERYTHING
            : SecretAdmission.Deletion.OF_WHAT_IS_NOT_IN_USE;
    return route(
            "/validate-v1-secret",
            meters,
            fallback ->
                new SecretAdmission(new CachedFacts(caches, fallback), deletion, config.mode())
                    ::answer,
            reads,
            List.of())
        .thatAllowsOnFailure();
  }

  @Produces
  @Singleton
  AdmissionRoute validatePod(
      ControlPlaneConfig config, ClusterCaches caches, ClusterReads reads, MeterRegistry meters) {
    PodValidation.Meshes meshes =
        config.runtime().kubernetes().disallowMultipleMeshesPerNamespace()
            ? PodValidation.Meshes.ONE_PER_NAMESPACE
            : PodValidation.Meshes.ANY_NUMBER;
    return route(
        "/validate-v1-pod",
        meters,
        fallback ->
            new PodValidation(
                    new CachedClusterView(caches, fallback),
                    new CachedFacts(caches, fallback),
                    meshes)
                ::answer,
        reads,
        List.of());
  }

  /** The same questions twice: from memory alone, and with the patience for a second look. */
  private static AdmissionRoute route(
      String path,
      MeterRegistry meters,
      Function<Fallback, Function<AdmissionRequest, AdmissionAnswer>> answering,
      ClusterReads reads,
      List<byte[]> warmUps) {
    var results = new ResourceReviews.Results(meters, path);
    return new AdmissionRoute(
        path,
        new ResourceReviews(answering.apply(new NoSecondLook()), results),
        new ResourceReviews(answering.apply(reads), results),
        new ResourceReviews(answering.apply(new RehearsalObjects()), uncounted -> {}),
        warmUps);
  }
}
