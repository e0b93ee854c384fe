package io.higuma.bootstrap;

import java.util.Optional;

/** What a proxy is for, in the words of kuma-dp. */
public enum ProxyType {
  DATAPLANE("dataplane"),
  INGRESS("ingress"),
  EGRESS("egress");

  private final String text;

  ProxyType(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Whether it serves a whole zone, and so is in no mesh. */
  public boolean isOfZone() {
    return this != DATAPLANE;
  }

  /** Nothing said is a data plane. */
  static Optional<ProxyType> of(String text) {
    if (text.isEmpty()) {
      return Optional.of(DATAPLANE);
    }
    for (ProxyType type : values()) {
      if (type.text.equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
