package io.higuma.envoy;

import java.util.Collection;
import java.util.Locale;

/** What is spoken on a port. */
public enum Protocol {
  HTTP,
  HTTP2,
  GRPC,
  KAFKA,
  TCP,
  TLS,
  MYSQL,
  /** Nothing that we know; served like {@link #TCP}. */
  UNKNOWN;

  /**
   * The protocol of that name.
   *
   * @param name in lower or upper case; {@link #UNKNOWN} for any other, also for none
   */
  public static Protocol of(String name) {
    for (Protocol protocol : values()) {
      if (protocol != UNKNOWN && protocol.text().equals(name.toLowerCase(Locale.ROOT))) {
        return protocol;
      }
    }
    return UNKNOWN;
  }

  /** What all of them understand; {@link #UNKNOWN} if one is, or there are none. */
  static Protocol common(Collection<Protocol> protocols) {
    Protocol common = null;
    for (Protocol protocol : protocols) {
      common = common == null ? protocol : common(common, protocol);
    }
    return common == null ? UNKNOWN : common;
  }

  private static Protocol common(Protocol one, Protocol other) {
    if (one == other) {
      return one;
    }
    for (Protocol layer = one; layer != UNKNOWN; layer = layer.below()) {
      for (Protocol candidate = other; candidate != UNKNOWN; candidate = candidate.below()) {
        if (layer == candidate) {
          return layer;
        }
      }
    }
    return UNKNOWN;
  }

  private Protocol below() {
    return switch (this) {
      case GRPC -> HTTP2;
      case HTTP, HTTP2, KAFKA -> TCP;
      case TCP, TLS, MYSQL, UNKNOWN -> UNKNOWN;
    };
  }

  /** As users write it: {@code http2}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether Envoy serves it with a connection manager for HTTP. */
  public boolean isHttp() {
    return this == HTTP || this == HTTP2 || this == GRPC;
  }
}
