package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;

/** What the name of a service has to be, which becomes a part of hostnames. */
final class ServiceNames {
  private static final int MAX_NAME = 63;

  private ServiceNames() {}

  /** Refuses a name that fits into no DNS label. */
  static void check(ResourceView service, Findings findings) {
    if (service.displayName().length() > MAX_NAME) {
      findings.add(FieldPath.of("name"), "must not be longer than 63 characters");
    }
  }
}
