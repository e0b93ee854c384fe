package io.higuma.it;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests a {@link Cluster} with the packaged operator in it, and a {@link TestNamespace} to
 * each that asks for one. All tests of a run share the cluster: it is started for the first, and
 * ended after the last, whatever became of them.
 */
public final class LocalCluster implements ParameterResolver, AfterTestExecutionCallback {
  /** Things take a second or two; the machine may be busy with something else. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Namespace OURS = Namespace.create(LocalCluster.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Cluster.class || type == TestNamespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Cluster cluster = cluster(context);
    if (parameter.getParameter().getType() == Cluster.class) {
      return cluster;
    }
    // The store of the test: it closes what is in it when the test ends.
    return context
        .getStore(OURS)
        .computeIfAbsent(
            TestNamespace.class,
            key -> TestNamespace.of(cluster, context.getRequiredTestClass()),
            TestNamespace.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(failure -> System.err.println(context.getDisplayName() + ": " + Cluster.LOGS));
  }

  private static Cluster cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .computeIfAbsent(Start.class, key -> new Start(), Start.class)
        .cluster();
  }

  /** Tried once: what does not start for the first test does not start for the next. */
  private static final class Start implements AutoCloseable {
    private final Cluster cluster = new Cluster();
    private boolean tried;

    private synchronized Cluster cluster() {
      if (!tried) {
        tried = true;
        // Also when the run is cut short, or the processes would stay.
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        Awaitility.setDefaultTimeout(PATIENCE);
        cluster.start();
      }
      return cluster.started();
    }

    @Override
    public void close() {
      cluster.close();
    }
  }
}
