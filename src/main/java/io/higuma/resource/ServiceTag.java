package io.higuma.resource;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of {@code kuma.io/service} of a Service of Kubernetes. */
public final class ServiceTag {
  /** {@code web_shop_svc_80}, or without a port: {@code web_shop_svc}. */
  private static final Pattern OF_KUBERNETES = Pattern.compile("[^_]+_([^_]+)_svc(_[0-9]+)?");

  private ServiceTag() {}

  /** The namespace of the Service; empty if the value is a name of another kind. */
  public static Optional<String> namespace(String value) {
    Matcher matcher = OF_KUBERNETES.matcher(value);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
