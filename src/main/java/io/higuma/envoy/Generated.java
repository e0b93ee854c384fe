package io.higuma.envoy;

import io.higuma.validation.Violation;
import java.util.List;
import java.util.Set;

/** What comes of making the configuration of a proxy. */
public sealed interface Generated {
  /**
   * It is there.
   *
   * @param proxy what was found out of the proxy on the way, for example which secrets it may have
   * @param secrets that it needs beside those of the mesh
   */
  record Config(ProxyConfig config, ProxyFacts proxy, Set<OutsideSecret> secrets)
      implements Generated {
    public Config {
      secrets = Set.copyOf(secrets);
    }
  }

  /** The proxy says something of itself that nothing can be made from. */
  record Refused(List<Violation> violations) implements Generated {
    public Refused {
      violations = List.copyOf(violations);
    }
  }
}
