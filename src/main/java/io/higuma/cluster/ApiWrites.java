package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.resource.ApiStatus;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.higuma.service.Writes;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes to the API server. */
public record ApiWrites(KubernetesClient client) implements Writes {
  @Override
  public Outcome create(HasMetadata object) {
    return attempt(() -> of(object).create());
  }

  @Override
  public Outcome patch(HasMetadata object, JsonNode mergePatch) {
    return attempt(
        () -> of(object).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch.toString()));
  }

  @Override
  public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
    return attempt(() ->
        of(object)
            .subresource("status")
            .patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch.toString()));
  }

  @Override
  public Outcome delete(HasMetadata object) {
    return attempt(() -> {
      of(object).delete();
      return object;
    });
  }

  /** An object of a kind without a class, as it is stored now. */
  public Optional<GenericKubernetesResource> read(ResourceKind kind, ObjectKey key) {
    var all = client.genericKubernetesResources(Informers.definition(kind));
    return Optional.ofNullable(all.inNamespace(key.namespace()).withName(key.name()).get());
  }

  /** What has no class of its own is found by its kind: the client would ask the API server. */
  private Resource<? extends HasMetadata> of(HasMetadata object) {
    if (!(object instanceof GenericKubernetesResource generic)) {
      return client.resource(object);
    }
    ResourceKind kind =
        ResourceKind.of(object.getKind())
            .orElseThrow(
                () -> new IllegalArgumentException(object.getKind() + " is no kind of ours"));
    var all = client.genericKubernetesResources(Informers.definition(kind));
    return switch (kind.scope()) {
      case NAMESPACE -> all.inNamespace(object.getMetadata().getNamespace()).resource(generic);
      case CLUSTER -> all.resource(generic);
    };
  }

  /** As {@link #create}; the version that it has then, empty if outdated. */
  Optional<String> created(HasMetadata object) {
    return version(() -> of(object).create());
  }

  /** As {@link #patch}; the version that it has then, empty if outdated. */
  Optional<String> patched(HasMetadata object, JsonNode mergePatch) {
    return version(
        () -> of(object).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch.toString()));
  }

  private static Outcome attempt(Supplier<? extends HasMetadata> write) {
    return version(write).isPresent() ? Outcome.DONE : Outcome.OUTDATED;
  }

  private static Optional<String> version(Supplier<? extends HasMetadata> write) {
    try {
      String version = write.get().getMetadata().getResourceVersion();
      return Optional.of(version == null ? "" : version);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || ApiStatus.isOfEndingNamespace(e.getStatus())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
