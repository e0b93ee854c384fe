package io.higuma.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.higuma.check.ClusterQuestions;
import io.higuma.check.Known;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Asks the API server that a kubeconfig leads to. Nothing is stored by what is asked. */
public final class ApiServer implements ClusterQuestions, AutoCloseable {
  /** Where the client turns to when it has found nothing, inside a pod or outside. */
  private static final String NO_KUBECONFIG = "https://kubernetes.default.svc";

  private static final Duration CONNECTING = Duration.ofSeconds(10);

  /** How many questions are asked at a time. */
  private static final int AT_ONCE = 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final Duration patience;

  private ApiServer(KubernetesClient client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  /**
   * The API server of a context; nothing is asked yet.
   *
   * @param kubeconfig else those that kubectl takes, or the service account of the pod
   * @param context else the current one
   * @param patience how long to wait for an answer; none is asked for twice
   * @throws UnreachableException if the kubeconfig leads nowhere
   */
  public static ApiServer connect(
      Optional<Path> kubeconfig, Optional<String> context, Duration patience) {
    Config config = config(kubeconfig, context);
    int millis = Math.toIntExact(patience.toMillis());
    config.setConnectionTimeout(Math.min(millis, Math.toIntExact(CONNECTING.toMillis())));
    config.setRequestTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
    return new ApiServer(
        new KubernetesClientBuilder()
            .withConfig(config)
            // By its name: the class path of the command line has no list of implementations.
            .withHttpClientFactory(new VertxHttpClientFactory())
            .build(),
        patience);
  }

  private static Config config(Optional<Path> kubeconfig, Optional<String> context) {
    if (kubeconfig.isPresent() && !Files.isReadable(kubeconfig.get())) {
      throw new UnreachableException(
          kubeconfig.get() + ": there is no such kubeconfig, or it may not be read");
    }
    Config config;
    try {
      config =
          kubeconfig.isPresent()
              ? Config.fromKubeconfig(context.orElse(null), kubeconfig.get().toFile())
              : Config.autoConfigure(context.orElse(null));
    } catch (RuntimeException e) {
      // Whatever the parser threw: its message may quote a token.
      throw new UnreachableException(
          "%s can't be understood: check it with kubectl config view"
              .formatted(kubeconfig.map(Path::toString).orElse("the kubeconfig")));
    }
    List<String> contexts = config.getContexts().stream().map(NamedContext::getName).toList();
    if (contexts.isEmpty() && config.getMasterUrl().startsWith(NO_KUBECONFIG)) {
      throw new UnreachableException(
          "there is no kubeconfig: set KUBECONFIG, or give --kubeconfig, or -f for files");
    }
    if (context.isPresent() && !contexts.contains(context.get())) {
      throw new UnreachableException(
          "there is no context %s in the kubeconfig: it has %s"
              .formatted(context.get(), String.join(", ", contexts)));
    }
    return config;
  }

  /** The namespace of the context. */
  public Optional<String> namespace() {
    return Optional.ofNullable(client.getNamespace()).filter(name -> !name.isEmpty());
  }

  @Override
  public Answer get(String path) {
    String text;
    try {
      text = client.raw(path);
    } catch (KubernetesClientException e) {
      return failure(e);
    }
    return answer(path, text);
  }

  @Override
  public List<Answer> post(String path, List<ObjectNode> bodies) {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<CompletableFuture<Answer>> asked =
          bodies.stream()
              .map(body -> CompletableFuture.supplyAsync(() -> post(path, body), threads))
              .toList();
      return asked.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UnreachableException unreachable ? unreachable : e;
    }
  }

  private Answer post(String path, ObjectNode body) {
    try {
      return answer(path, client.raw(path, "POST", body));
    } catch (KubernetesClientException e) {
      return failure(e);
    }
  }

  @Override
  public Known<String> text(String path) {
    try {
      String text = client.raw(path);
      return text == null ? new Known.Denied<>("there is none") : new Known.Value<>(text);
    } catch (KubernetesClientException e) {
      return switch (failure(e)) {
        case Answer.Denied(var why) -> new Known.Denied<>(why);
        case Answer.Missing ignored -> new Known.Denied<>("there is none");
        case Answer.Found ignored -> throw new IllegalStateException("a failure is no object");
      };
    }
  }

  private static Answer answer(String path, @Nullable String text) {
    if (text == null) {
      return new Answer.Missing();
    }
    try {
      JsonNode json = JSON.readTree(text);
      return json instanceof ObjectNode object
          ? new Answer.Found(object)
          : new Answer.Denied("%s: the answer is no object".formatted(path));
    } catch (JsonProcessingException e) {
      return new Answer.Denied("%s: the answer is no JSON".formatted(path));
    }
  }

  private Answer failure(KubernetesClientException e) {
    return switch (Math.max(e.getCode(), 0)) {
      case 0 -> throw new UnreachableException(unreachable(e));
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          throw new UnreachableException(
              "%s does not accept the credentials of the kubeconfig: log in again"
                  .formatted(client.getMasterUrl()));
      case HttpURLConnection.HTTP_NOT_FOUND -> new Answer.Missing();
      default ->
          new Answer.Denied(
              e.getStatus() == null || e.getStatus().getMessage() == null
                  ? "HTTP status " + e.getCode()
                  : e.getStatus().getMessage());
    };
  }

  /** The innermost reason is the one that names the address. */
  private String unreachable(KubernetesClientException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.getMessage() == null ? root.toString() : root.getMessage();
    return "the API server %s can't be reached within %d s: %s; check --context, --kubeconfig and the network"
        .formatted(client.getMasterUrl(), patience.toSeconds(), reason);
  }

  @Override
  public void close() {
    client.close();
  }
}
