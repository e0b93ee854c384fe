package io.higuma.it.envoy;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the tests of a class a {@link Sandbox}. Where there can be none they are skipped, and say
 * so.
 */
public final class Sandboxes implements ExecutionCondition, ParameterResolver {
  private static final Namespace OURS = Namespace.create(Sandboxes.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<String> obstacle =
        context
            .getRoot()
            .getStore(OURS)
            .computeIfAbsent(
                Obstacle.class, key -> new Obstacle(Sandbox.obstacle()), Obstacle.class)
            .reason();
    obstacle.ifPresent(reason ->
        System.err.println(
            "SKIPPED, for want of a sandbox: " + context.getDisplayName() + ": " + reason));
    return obstacle
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("namespaces are permitted"));
  }

  private record Obstacle(Optional<String> reason) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Sandbox.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext ofClass =
        context.getTestMethod().isPresent() ? context.getParent().orElse(context) : context;
    return ofClass
        .getStore(OURS)
        .computeIfAbsent(Opened.class, key -> new Opened(Sandbox.open()), Opened.class)
        .sandbox();
  }

  /** The store closes it with the class; a shutdown hook when the run is cut short. */
  private record Opened(Sandbox sandbox, Thread hook) implements AutoCloseable {
    private Opened(Sandbox sandbox) {
      this(sandbox, new Thread(sandbox::close));
      Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
      Runtime.getRuntime().removeShutdownHook(hook);
      sandbox.close();
    }
  }
}
