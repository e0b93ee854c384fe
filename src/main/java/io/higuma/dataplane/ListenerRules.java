package io.higuma.dataplane;

import io.higuma.validation.EnumRules;
import io.higuma.validation.SpecNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the listeners of a zone proxy have to be. */
final class ListenerRules {
  private static final List<String> TYPES = List.of("Unspecified", "ZoneIngress", "ZoneEgress");
  private static final List<String> STATES = List.of("Ready", "NotReady");

  private ListenerRules() {}

  static void listeners(SpecNode networking) {
    List<SpecNode> listeners = networking.field("listeners").objects();
    if (listeners.isEmpty()) {
      return;
    }
    Set<String> names = new HashSet<>();
    Set<String> places = new HashSet<>();
    String address = networking.field("address").textOrEmpty();
    for (SpecNode inbound : networking.field("inbound").objects()) {
      names.add(inbound.field("name").textOrEmpty());
      String own = inbound.field("address").textOrEmpty();
      places.add(place(own.isEmpty() ? address : own, inbound));
    }
    names.remove("");
    for (SpecNode listener : listeners) {
      check(listener, names, places);
    }
  }

  private static void check(SpecNode listener, Set<String> names, Set<String> places) {
    SpecNode type = listener.field("type");
    if (EnumRules.oneOf(type, TYPES).orElse("Unspecified").equals("Unspecified")) {
      type.reject("must be ZoneIngress or ZoneEgress");
    }
    EnumRules.oneOf(listener.field("state"), STATES);
    DataplaneValidator.address(listener.field("address"));
    InboundRules.requiredPort(listener.field("port"));
    SpecNode name = listener.field("name");
    String text = name.textOrEmpty();
    if (!text.isEmpty() && !names.add(text)) {
      name.reject(
          "\"%s\" name is already used for another inbound or listener"
              .formatted(SpecNode.shortened(text)));
    }
    String place = place(listener.field("address").textOrEmpty(), listener);
    if (!places.add(place)) {
      listener.reject(
          "%s is already used for another inbound or listener"
              .formatted(SpecNode.shortened(place)));
    }
  }

  private static String place(String address, SpecNode portHolder) {
    return address + ":" + InboundRules.number(portHolder.field("port"));
  }
}
