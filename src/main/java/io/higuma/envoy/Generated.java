package io.higuma.envoy;

import io.higuma.validation.Violation;
import java.util.List;

/** What comes of making the configuration of a proxy. */
public sealed interface Generated {
  /**
   * It is there.
   *
   * @param proxy what was found out of the proxy on the way, for example which secrets it may have
   */
  record Config(ProxyConfig config, ProxyFacts proxy) implements Generated {}

  /** The proxy says something of itself that nothing can be made from. */
  record Refused(List<Violation> violations) implements Generated {
    public Refused {
      violations = List.copyOf(violations);
    }
  }
}
