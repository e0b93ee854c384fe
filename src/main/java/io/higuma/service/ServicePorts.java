package io.higuma.service;

import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;

/** What the ports of a service have to be. */
final class ServicePorts {
  private ServicePorts() {}

  static void check(SpecNode ports) {
    for (SpecNode port : ports.objects()) {
      required(port.field("port"));
      SpecNode target = port.field("targetPort");
      if (!target.holdsText()) {
        NumberRules.port(target);
      }
      port.expectTexts("name", "appProtocol");
    }
  }

  static void required(SpecNode port) {
    if (port.isAbsent()) {
      port.reject("must be defined");
    }
    NumberRules.port(port);
  }
}
