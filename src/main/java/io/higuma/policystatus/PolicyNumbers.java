package io.higuma.policystatus;

import io.higuma.service.ObjectKey;
import java.util.List;

/**
 * What is counted of one policy.
 *
 * @param matched connected proxies that it selects, in whichever state of it
 * @param programmed those of them that have it as it is now
 * @param refused those of them whose Envoy rejected it as it is now
 * @param first of those that rejected it, sorted by namespace and name; {@value #MOST} at the most
 */
record PolicyNumbers(int matched, int programmed, int refused, List<Refusal> first) {
  static final PolicyNumbers NONE = new PolicyNumbers(0, 0, 0, List.of());

  /** So many are enough to see what is wrong. */
  static final int MOST = 10;

  PolicyNumbers {
    first = List.copyOf(first);
  }

  /** One proxy's. */
  record Refusal(ObjectKey proxy, String type, String error) {}
}
