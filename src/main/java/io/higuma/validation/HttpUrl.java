package io.higuma.validation;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * An absolute URL.
 *
 * @param port as written; empty if there is none
 * @param path empty if there is none
 * @param hasMore whether there is a user, query or fragment
 */
public record HttpUrl(
    String scheme, String host, Optional<String> port, String path, boolean hasMore) {
  private static final int MAX_LENGTH = 2048;

  /** Empty if the text is none. */
  public static Optional<HttpUrl> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text);
      String authority = uri.getRawAuthority();
      if (uri.getScheme() == null || authority == null || authority.isEmpty()) {
        return Optional.empty();
      }
      int user = authority.lastIndexOf('@');
      String hostAndPort = authority.substring(user + 1);
      int colon = hostAndPort.lastIndexOf(':');
      boolean hasPort = colon > hostAndPort.lastIndexOf(']');
      return Optional.of(
          new HttpUrl(
              uri.getScheme(),
              hasPort ? hostAndPort.substring(0, colon) : hostAndPort,
              hasPort ? Optional.of(hostAndPort.substring(colon + 1)) : Optional.empty(),
              uri.getRawPath() == null ? "" : uri.getRawPath(),
              user >= 0 || uri.getRawQuery() != null || uri.getRawFragment() != null));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether there is a port, and connections can be made to it. */
  public boolean hasValidPort() {
    return port.filter(NetworkNames::isPortText).isPresent();
  }
}
