package io.higuma.resource;

import io.higuma.resource.ResourceKind.Format;
import io.higuma.resource.ResourceKind.Role;
import io.higuma.resource.ResourceKind.Scope;
import io.higuma.resource.ResourceKind.Sync;

/**
 * A row of {@link ResourceKind}, which says what its columns are. Rows differ in little: what most
 * of a sort have in common is said once, here.
 *
 * @param shortName empty if there is none
 */
record KindFacts(
    String kind,
    String plural,
    String shortName,
    Scope scope,
    Format format,
    Role role,
    boolean inMesh,
    boolean inSystemNamespace,
    Sync sync) {
  static KindFacts policy(String kind, String plural, String shortName) {
    return inMesh(kind, plural, shortName, Scope.NAMESPACE, Format.NEW, Role.POLICY, Sync.BOTH);
  }

  static KindFacts resource(String kind, String plural, String shortName, Sync sync) {
    return inMesh(kind, plural, shortName, Scope.NAMESPACE, Format.NEW, Role.RESOURCE, sync);
  }

  static KindFacts legacyPolicy(String kind, String plural) {
    return inMesh(
        kind, plural, "", Scope.CLUSTER, Format.LEGACY, Role.LEGACY_POLICY, Sync.GLOBAL_TO_ZONES);
  }

  static KindFacts legacy(String kind, String plural, String shortName, Scope scope, Sync sync) {
    return inMesh(kind, plural, shortName, scope, Format.LEGACY, Role.RESOURCE, sync);
  }

  static KindFacts insight(String kind, String plural, Scope scope, Sync sync) {
    return inMesh(kind, plural, "", scope, Format.LEGACY, Role.INSIGHT, sync);
  }

  static KindFacts ofKubernetes(String kind, String plural, Scope scope, Format format) {
    return inMesh(kind, plural, "", scope, format, Role.KUBERNETES, Sync.NONE);
  }

  KindFacts outsideMeshes() {
    return new KindFacts(
        kind, plural, shortName, scope, format, role, false, inSystemNamespace, sync);
  }

  KindFacts onlyInSystemNamespace() {
    return new KindFacts(kind, plural, shortName, scope, format, role, inMesh, true, sync);
  }

  private static KindFacts inMesh(
      String kind,
      String plural,
      String shortName,
      Scope scope,
      Format format,
      Role role,
      Sync sync) {
    return new KindFacts(kind, plural, shortName, scope, format, role, true, false, sync);
  }
}
