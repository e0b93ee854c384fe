package io.higuma.cli;

import io.higuma.cluster.ApiServer;
import io.higuma.config.ConfigResult;
import io.higuma.explain.ApiObjects;
import io.higuma.explain.LiveCluster;
import io.higuma.explain.StaleSidecars;
import java.util.Optional;

/** The pods of a cluster. Other commands never load this class, nor a client. */
record LivePods(StaleOptions options, ConfigSource configSource) {
  StaleSidecars stale() throws InputException {
    Optional<ConfigResult.Loaded> given = Optional.empty();
    if (options.config().isPresent()) {
      given = Optional.of(configSource.read(options.config()));
    }
    try (ApiServer server =
        ApiServer.connect(
            options.live().kubeconfig(), options.live().context(), LiveSituation.PATIENCE)) {
      Optional<String> namespace =
          options.ofAllNamespaces()
              ? Optional.empty()
              : options
                  .namespace()
                  .or(server::namespace)
                  .or(() -> Optional.of(FileSituations.DEFAULT_NAMESPACE));
      LiveCluster.Population population =
          new LiveCluster(server, options.live().systemNamespace()).pods(namespace, given);
      return StaleSidecars.among(population, LiveSituation.form(server, population.settings()));
    } catch (ApiObjects.UnreachableException e) {
      throw InputException.unreadable(String.valueOf(e.getMessage()));
    }
  }
}
