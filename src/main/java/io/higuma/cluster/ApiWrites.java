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
    return attempt(() -> of(object).delete());
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

  private static Outcome attempt(Runnable write) {
    try {
      write.run();
      return Outcome.DONE;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || ApiStatus.isOfEndingNamespace(e.getStatus())) {
        return Outcome.OUTDATED;
      }
      throw e;
    }
  }
}
