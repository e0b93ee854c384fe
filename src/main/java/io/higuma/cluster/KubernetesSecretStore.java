package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.certs.SecretStore;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets of one namespace, read from the API server each time: they are few and seldom needed. */
public record KubernetesSecretStore(KubernetesClient client, String namespace)
    implements SecretStore {
  @Override
  public Optional<StoredSecret> read(String name) {
    return Optional.ofNullable(resource(name).get()).map(KubernetesSecretStore::stored);
  }

  @Override
  public boolean write(
      String name, String type, Optional<StoredSecret> former, Map<String, String> data) {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .addToLabels("app.kubernetes.io/managed-by", "higuma")
            .endMetadata()
            .withType(type)
            .withData(encoded(data))
            .build();
    try {
      if (former.isEmpty()) {
        client.resource(secret).create();
        return true;
      }
      if (!former.get().type().equals(type)) {
        // The type of a Secret cannot be changed.
        client.resource(secret).lockResourceVersion(former.get().version()).delete();
        return write(name, type, Optional.empty(), data);
      }
      update(name, former.get(), secret);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** Changes our part of it: it may have been made by Helm, which knows its objects by labels. */
  private void update(String name, StoredSecret former, Secret secret) {
    var patch = new SecretBuilder();
    patch
        .withNewMetadata()
        .withResourceVersion(former.version())
        .endMetadata()
        .withData(secret.getData());
    resource(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(patch.build()));
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
    return new StoredSecret(secret.getMetadata().getResourceVersion(), secret.getType(), data);
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
