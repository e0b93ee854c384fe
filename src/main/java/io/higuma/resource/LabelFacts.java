package io.higuma.resource;

import java.util.Optional;

/**
 * What the labels of an object follow from, beside those that it has.
 *
 * @param mesh empty is the default one; of no meaning for kinds in no mesh
 * @param namespace empty for a cluster-scoped object
 * @param role of a policy
 * @param proxy of a proxy's object
 * @param serviceAccount of a proxy's pod; empty if unknown
 * @param workload of a proxy; empty if unknown
 * @param source whether the label of the origin is believed
 */
public record LabelFacts(
    String mesh,
    String namespace,
    Optional<PolicyRole> role,
    Optional<ProxyShape> proxy,
    String serviceAccount,
    String workload,
    Source source) {
  /** Where an object was made. */
  public enum Source {
    /** Where the label {@code kuma.io/origin} says. */
    AS_LABELLED,
    /** Here, whatever its labels say. */
    HERE
  }

  /** Of what is neither policy nor proxy. */
  public static LabelFacts of(String mesh, String namespace) {
    return new LabelFacts(
        mesh, namespace, Optional.empty(), Optional.empty(), "", "", Source.AS_LABELLED);
  }

  public LabelFacts withRole(PolicyRole policyRole) {
    return new LabelFacts(
        mesh, namespace, Optional.of(policyRole), proxy, serviceAccount, workload, source);
  }

  public LabelFacts withProxy(ProxyShape shape) {
    return new LabelFacts(
        mesh, namespace, role, Optional.of(shape), serviceAccount, workload, source);
  }

  public LabelFacts withServiceAccount(String account) {
    return new LabelFacts(mesh, namespace, role, proxy, account, workload, source);
  }

  public LabelFacts withWorkload(String name) {
    return new LabelFacts(mesh, namespace, role, proxy, serviceAccount, name, source);
  }

  /** The same of an object that cannot have come from another control plane. */
  public LabelFacts madeHere() {
    return new LabelFacts(mesh, namespace, role, proxy, serviceAccount, workload, Source.HERE);
  }
}
