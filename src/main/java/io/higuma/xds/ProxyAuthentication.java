package io.higuma.xds;

import java.util.Optional;

/** How proxies prove who they are. */
public interface ProxyAuthentication {
  /** Takes everybody at their word. */
  ProxyAuthentication NONE = (proxy, token) -> new Verdict.Accepted();

  /**
   * Checks a token. May wait for the network; so not for an event loop.
   *
   * @param token as it was sent; it must reach no log
   * @throws RuntimeException if it can't be told now; the proxy may try again
   */
  Verdict check(ProxyId proxy, Optional<String> token);

  /** What came of it. */
  sealed interface Verdict {
    record Accepted() implements Verdict {}

    /**
     * Not that proxy.
     *
     * @param reason a clause for the proxy's log and ours, without anything of the token
     */
    record Refused(String reason) implements Verdict {}
  }
}
