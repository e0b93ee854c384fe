package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.Violation;
import java.util.List;

/** What came of taking an injection back. */
public sealed interface Removal {
  /**
   * The pod is as it was.
   *
   * @param notes what could not be told for sure, each a sentence without a full stop
   */
  record Removed(ObjectNode pod, List<String> notes) implements Removal {
    public Removed {
      notes = List.copyOf(notes);
    }
  }

  /** There is no injection to take back. */
  record NotInjected() implements Removal {}

  /** It can't be told what the pod was. */
  record Refused(List<Violation> violations) implements Removal {
    public Refused {
      violations = List.copyOf(violations);
    }
  }
}
