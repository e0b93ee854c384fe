package io.higuma.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.explain.ApiObjects;
import java.util.List;

/** Asks an API server. Nothing that is asked changes anything. */
public interface ClusterQuestions extends ApiObjects {
  /**
   * Asks for reviews, or creates objects on trial.
   *
   * @param path to post to; of objects with {@code dryRun=All}
   * @return an answer for each, in their order
   * @throws UnreachableException if there is no answer, and none is to be expected for others
   */
  List<Answer> post(String path, List<ObjectNode> bodies);

  /**
   * Reads what is no object, such as a log.
   *
   * @throws UnreachableException if there is no answer, and none is to be expected for others
   */
  Known<String> text(String path);
}
