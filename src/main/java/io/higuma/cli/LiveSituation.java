package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.cluster.ApiServer;
import io.higuma.cluster.ClusterVersion;
import io.higuma.config.ConfigResult;
import io.higuma.explain.ApiObjects;
import io.higuma.explain.LiveCluster;
import io.higuma.explain.Situation;
import io.higuma.inject.SidecarForm;
import java.time.Duration;
import java.util.Optional;

/** The situation of an object in a cluster. Other commands never load this class, nor a client. */
record LiveSituation(ExplainOptions options, ConfigSource configSource) {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  Situation read() throws InputException {
    Optional<ConfigResult.Loaded> given = Optional.empty();
    if (options.config().isPresent()) {
      given = Optional.of(configSource.read(options.config()));
    }
    try (ApiServer server =
        ApiServer.connect(options.live().kubeconfig(), options.live().context(), PATIENCE)) {
      return read(server, given);
    } catch (ApiObjects.UnreachableException e) {
      throw InputException.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private Situation read(ApiServer server, Optional<ConfigResult.Loaded> given)
      throws InputException {
    ObjectName wanted = ObjectName.parse(options.object()).orElseThrow();
    String namespace =
        options.namespace().or(server::namespace).orElse(FileSituations.DEFAULT_NAMESPACE);
    var cluster = new LiveCluster(server, options.live().systemNamespace());
    String described = "%s %s/%s".formatted(wanted.type().kind(), namespace, wanted.name());
    return switch (cluster.find(wanted.type(), namespace, wanted.name(), given)) {
      case LiveCluster.Finding.Missing() ->
          throw InputException.unreadable(described + ": there is no such object in the cluster");
      case LiveCluster.Finding.Denied(var message) ->
          throw InputException.unreadable("%s: may not be read: %s".formatted(described, message));
      case LiveCluster.Finding.Found(var object, var known, var settings) ->
          new Situation(object, known, settings, form(server, settings));
    };
  }

  /** As the control plane chooses. */
  static SidecarForm form(ApiServer server, ConfigResult.Loaded settings) {
    boolean wanted = settings.config().experimental().sidecarContainers();
    boolean possible =
        switch (server.get("/version")) {
          case ApiObjects.Answer.Found(ObjectNode version) ->
              new ClusterVersion(version.path("major").asText(), version.path("minor").asText())
                  .hasNativeSidecars();
          case ApiObjects.Answer.Missing() -> true;
          case ApiObjects.Answer.Denied denied -> true;
        };
    return wanted && possible ? SidecarForm.NATIVE : SidecarForm.CLASSIC;
  }
}
