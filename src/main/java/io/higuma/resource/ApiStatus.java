package io.higuma.resource;

import io.fabric8.kubernetes.api.model.Status;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why the API server did not do what it was asked. */
public final class ApiStatus {
  private ApiStatus() {}

  /** Whether somebody's admission found fault with the object. */
  public static boolean isOfAdmission(@Nullable Status status) {
    return status != null
        && status.getMessage() != null
        && status.getMessage().startsWith("admission webhook \"");
  }

  /** Whether its namespace is going, so that nothing can be made there any more. */
  public static boolean isOfEndingNamespace(@Nullable Status status) {
    return Stream.ofNullable(status)
        .flatMap(answer -> Stream.ofNullable(answer.getDetails()))
        .flatMap(details -> Stream.ofNullable(details.getCauses()))
        .flatMap(List::stream)
        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }
}
