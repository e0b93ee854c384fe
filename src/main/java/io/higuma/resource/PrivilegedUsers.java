package io.higuma.resource;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Users for whom the rules on who may write what are not made. Users count by their names; groups
 * give nobody a privilege.
 *
 * @param names of users
 */
public record PrivilegedUsers(Set<String> names) {
  /** Those of Kubernetes that tidy up; refused ones would keep an owner or a namespace for ever. */
  private static final Set<String> CARETAKERS =
      Set.of(
          "system:serviceaccount:kube-system:generic-garbage-collector",
          "system:serviceaccount:kube-system:namespace-controller");

  public PrivilegedUsers {
    names = Set.copyOf(names);
  }

  /**
   * Those of a configuration, and the control plane's own service account: it must not be locked
   * out by a setting.
   */
  public static PrivilegedUsers of(Collection<String> configured, String systemNamespace) {
    var names = new HashSet<>(configured);
    names.addAll(CARETAKERS);
    names.add("system:serviceaccount:" + systemNamespace + ":kuma-control-plane");
    return new PrivilegedUsers(names);
  }

  boolean includes(String user) {
    return names.contains(user);
  }

  /** Whether this user deletes what others left behind. */
  public static boolean isCaretaker(String user) {
    return CARETAKERS.contains(user);
  }
}
