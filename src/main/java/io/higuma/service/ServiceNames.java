package io.higuma.service;

import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceView;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;

/** What the names of a service have to be, which end up in hostnames and in the SNI of TLS. */
final class ServiceNames {
  private static final int MAX_NAME = 63;

  private ServiceNames() {}

  /** Refuses a name that fits into no DNS label. */
  static void check(ResourceView service, Findings findings) {
    if (service.displayName().length() > MAX_NAME) {
      findings.add(FieldPath.of("name"), "must not be longer than 63 characters");
    }
  }

  /** Warns of names that later versions refuse. */
  static List<String> warnings(ResourceView service, SpecNode ports) {
    var warnings = new ArrayList<String>();
    String name = service.displayName();
    if (!name.isEmpty() && !NetworkNames.isLabel(name)) {
      warnings.add(
          "name \"%s\" is not a label of DNS (RFC 1035); such names are deprecated"
              .formatted(SpecNode.shortened(name)));
    }
    part("name", name, warnings);
    part("zone", service.label(Labels.ZONE.name()), warnings);
    for (SpecNode port : ports.objects()) {
      SpecNode portName = port.field("name");
      part(portName.path().text(), portName.textOrEmpty(), warnings);
    }
    return warnings;
  }

  private static void part(String what, String value, List<String> warnings) {
    if (value.contains(".") || value.length() > MAX_NAME) {
      warnings.add(
          "%s \"%s\" is part of an SNI and should have no dots and at most 63 characters"
              .formatted(what, SpecNode.shortened(value)));
    }
  }
}
