package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads objects of an API server. */
@FunctionalInterface
public interface ApiObjects {
  /**
   * Reads an object or a list.
   *
   * @param path of the API, with a query if need be: {@code /api/v1/namespaces/shop/pods/web}
   * @throws UnreachableException if there is no answer, and none is to be expected for others
   */
  Answer get(String path);

  /** What the API server answered. */
  sealed interface Answer {
    record Found(ObjectNode object) implements Answer {}

    /** There is no such object, or no such kind. */
    record Missing() implements Answer {}

    /**
     * It is not told, mostly for want of a right.
     *
     * @param message of the API server
     */
    record Denied(String message) implements Answer {}
  }

  /** The API server can't be asked. The message is for the user. */
  final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreachableException(String message) {
      super(message);
    }
  }
}
