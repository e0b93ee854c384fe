package io.higuma.certs;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of our server.
 *
 * @param required those that the API server and data planes use; a certificate without one of them
 *     is replaced
 * @param additional put into certificates of ours as well; a foreign one may lack them
 */
public record ServingNames(List<String> required, List<String> additional) {
  public ServingNames {
    required = List.copyOf(required);
    additional = List.copyOf(additional);
  }

  /** The names of a Service, and what the configuration adds. */
  public static ServingNames of(String service, String namespace, List<String> more) {
    var required = new ArrayList<String>();
    required.add(service + "." + namespace);
    required.add(service + "." + namespace + ".svc");
    required.addAll(more);
    return new ServingNames(
        required.stream().distinct().toList(),
        List.of(service + "." + namespace + ".svc.cluster.local"));
  }

  List<String> all() {
    var all = new ArrayList<>(required);
    all.addAll(additional);
    return all.stream().distinct().toList();
  }
}
