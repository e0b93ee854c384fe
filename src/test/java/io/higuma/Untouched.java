package io.higuma;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;

/** The context of a reconciler that has no use for one. */
public final class Untouched {
  private Untouched() {}

  /** Fails when anything is asked of it. */
  @SuppressWarnings("unchecked") // a proxy knows no type parameters
  public static <P extends HasMetadata> Context<P> context() {
    return (Context<P>)
        Proxy.newProxyInstance(
            Untouched.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("the context was asked for " + method.getName());
            });
  }
}
