package io.higuma.dataplane;

import io.higuma.validation.SpecNode;
import java.util.List;

/** What the virtual probes of a Dataplane have to be. */
final class ProbeRules {
  private static final int MAX_PATH = 4096;

  private ProbeRules() {}

  static void check(SpecNode probes) {
    if (probes.isAbsent()) {
      return;
    }
    InboundRules.requiredPort(probes.field("port"));
    for (SpecNode endpoint : probes.field("endpoints").objects()) {
      InboundRules.requiredPort(endpoint.field("inboundPort"));
      for (String field : List.of("inboundPath", "path")) {
        SpecNode path = endpoint.field(field);
        if (!isPath(path.textOrEmpty())) {
          path.reject("should be a valid URL Path");
        }
      }
    }
  }

  private static boolean isPath(String text) {
    if (!text.startsWith("/") || text.length() > MAX_PATH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isBrokenEscape = c == '%' && !(isHex(text, i + 1) && isHex(text, i + 2));
      if (c < ' ' || c == 0x7f || isBrokenEscape) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 128;
  }
}
