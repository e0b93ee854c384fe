package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What the API server asks.
 *
 * @param apiVersion of the review, in which it is answered
 * @param uid names the request in its answer
 * @param namespace of the object; empty for a cluster-scoped one
 * @param operation {@code CREATE}, {@code UPDATE}, {@code DELETE} or {@code CONNECT}
 * @param dryRun whether nothing will be stored
 * @param object the object as it is to be stored, which belongs to the reader; empty when nothing
 *     is stored
 * @param oldObject the object as it is stored, when it is to be changed or deleted
 * @param subject what is asked about, and by whom
 */
public record AdmissionRequest(
    String apiVersion,
    String uid,
    String namespace,
    String operation,
    boolean dryRun,
    ObjectNode object,
    Optional<ObjectNode> oldObject,
    Subject subject) {
  /**
   * What a request is about, as the API server says beside the object. Texts are empty when it does
   * not.
   *
   * @param kind of the object
   * @param name of the object; empty for one that the API server has still to name
   * @param user who asks
   */
  public record Subject(String kind, String name, String user) {
    static final Subject UNKNOWN = new Subject("", "", "");
  }

  /** A request to store a new object. */
  public AdmissionRequest(
      String apiVersion,
      String uid,
      String namespace,
      String operation,
      boolean dryRun,
      ObjectNode object) {
    this(apiVersion, uid, namespace, operation, dryRun, object, Optional.empty(), Subject.UNKNOWN);
  }

  /**
   * Whether a pod is about to be made, which is all that injection is for. Rules of a webhook can
   * say more: pods that change, and what is made under a pod's name, such as its eviction.
   */
  boolean createsPod() {
    JsonNode kind = object.path("kind");
    return (operation.isEmpty() || operation.equals("CREATE"))
        && (!kind.isTextual() || kind.textValue().isEmpty() || kind.textValue().equals("Pod"));
  }
}
