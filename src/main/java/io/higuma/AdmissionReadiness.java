package io.higuma;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether pods can be sent here, and what is missing while they can't. Asked anew each time.
 *
 * @param answered whether the API server has answered once
 * @param serving whether the admission server has a certificate and listens
 * @param pending kinds whose objects have not been read yet
 * @param warm whether the first reviews have been rehearsed
 */
record AdmissionReadiness(
    BooleanSupplier answered,
    BooleanSupplier serving,
    Supplier<List<String>> pending,
    BooleanSupplier warm) {
  boolean isReady() {
    return missing().isEmpty();
  }

  /** A sentence for each thing; empty when it is ready. */
  List<String> missing() {
    if (!answered.getAsBoolean()) {
      return List.of("the API server has not answered yet; the log says what it is asked");
    }
    var missing = new ArrayList<String>();
    if (!serving.getAsBoolean()) {
      missing.add(
          "the admission server does not listen: there is no certificate yet, or its port is taken; the log says which");
    }
    List<String> kinds = pending.get();
    if (!kinds.isEmpty()) {
      missing.add(
          "objects of these kinds have not been read, for which a right or a CRD may be missing: "
              + String.join(", ", kinds));
    }
    if (!warm.getAsBoolean()) {
      missing.add("the first reviews are still rehearsed, which takes seconds");
    }
    return List.copyOf(missing);
  }
}
