package io.higuma.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.certs.SecretStore;
import io.higuma.dataplane.ObjectMetadata;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Secrets of one namespace, read from the API server each time: they are few and seldom needed. */
public record KubernetesSecretStore(KubernetesClient client, String namespace)
    implements SecretStore {
  private static final int UNPROCESSABLE = 422;

  @Override
  public Optional<StoredSecret> read(String name) {
    return Optional.ofNullable(resource(name).get()).map(KubernetesSecretStore::stored);
  }

  @Override
  public boolean write(String name, Optional<StoredSecret> former, Content content) {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .addToLabels("app.kubernetes.io/managed-by", "higuma")
            .endMetadata()
            .withType(content.type())
            .withData(encoded(content.data()))
            .build();
    try {
      if (former.isEmpty()) {
        client.resource(secret).create();
      } else if (!former.get().type().equals(content.type())) {
        replace(former.get(), secret); // The type of a Secret cannot be changed.
      } else {
        update(former.get(), secret, content.done());
      }
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false; // It was changed, made or deleted meanwhile.
      }
      throw e;
    }
  }

  private void replace(StoredSecret former, Secret secret) {
    client.resource(secret).lockResourceVersion(former.version()).delete();
    client.resource(secret).create();
  }

  /** Changes our part of it: it may have been made by Helm, which knows its objects by labels. */
  private void update(StoredSecret former, Secret secret, Set<String> done) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("resourceVersion", former.version());
    Map<String, @Nullable String> removed = new HashMap<>();
    done.forEach(annotation -> removed.put(annotation, null));
    metadata.put("annotations", removed);
    try {
      resource(secret.getMetadata().getName())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              new ObjectMapper()
                  .writeValueAsString(Map.of("metadata", metadata, "data", secret.getData())));
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE) {
        throw e;
      }
      replace(former, secret); // Somebody has made it immutable.
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }

  /**
   * Calls back when this Secret was made, changed or deleted; until the result is closed.
   *
   * @param changed must not wait
   */
  public AutoCloseable watch(String name, Runnable changed) {
    SharedIndexInformer<Secret> informer =
        Informers.make(
            client.secrets().inNamespace(namespace).withField("metadata.name", name),
            Pruning::secret);
    informer.addEventHandler(new ChangeHandler<>(changed));
    Informers.start(informer);
    return informer;
  }

  private Resource<Secret> resource(String name) {
    return client.secrets().inNamespace(namespace).withName(name);
  }

  private static StoredSecret stored(Secret secret) {
    var data = new HashMap<String, String>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> data.put(key, decoded(value)));
    }
    return new StoredSecret(
        secret.getMetadata().getResourceVersion(),
        secret.getType(),
        data,
        ObjectMetadata.annotations(secret).keySet());
  }

  private static Map<String, String> encoded(Map<String, String> data) {
    var encoded = new HashMap<String, String>();
    data.forEach((key, value) ->
        encoded.put(
            key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII))));
    return encoded;
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
  }
}
