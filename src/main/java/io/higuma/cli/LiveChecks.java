package io.higuma.cli;

import io.higuma.check.CheckReport;
import io.higuma.check.Checks;
import io.higuma.check.ClusterQuestions;
import io.higuma.cluster.ApiServer;
import io.higuma.explain.ApiObjects;
import io.higuma.support.BundleFile;
import io.higuma.support.SupportBundle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** Checks on a cluster. Other commands never load this class, nor a client. */
record LiveChecks(LiveOptions options) {
  /** A webhook may take ten seconds before the API server gives it up. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  CheckReport before() throws InputException {
    return ask(server -> new Checks(server, options.systemNamespace()).before());
  }

  CheckReport installed(Instant now) throws InputException {
    return ask(server -> new Checks(server, options.systemNamespace()).installed(now));
  }

  List<BundleFile> bundle(InstantSource clock) throws InputException {
    return ask(server ->
        SupportBundle.collect(server, options.systemNamespace(), VersionCommand.version(), clock));
  }

  private <T> T ask(Function<ClusterQuestions, T> question) throws InputException {
    try (ApiServer server = ApiServer.connect(options.kubeconfig(), options.context(), PATIENCE)) {
      return question.apply(server);
    } catch (ApiObjects.UnreachableException e) {
      throw InputException.unreadable(String.valueOf(e.getMessage()));
    }
  }
}
