package io.higuma.check;

import java.util.Locale;

/** Where objects are in the API. */
final class Paths {
  static final String NAMESPACES = "/api/v1/namespaces";
  static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1";
  static final String REVIEWS = "/apis/authorization.k8s.io/v1/";
  static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  static final String KUMA = "/apis/kuma.io/v1alpha1/";

  private Paths() {}

  /** Of the core group. */
  static String core(String namespace, String plural) {
    return "%s/%s/%s".formatted(NAMESPACES, namespace, plural);
  }

  static String group(String groupVersion, String namespace, String plural) {
    return "/apis/%s/namespaces/%s/%s".formatted(groupVersion, namespace, plural);
  }

  static String configuration(String kind, String name) {
    return "%s/%ss/%s".formatted(ADMISSION, kind.toLowerCase(Locale.ROOT), name);
  }
}
