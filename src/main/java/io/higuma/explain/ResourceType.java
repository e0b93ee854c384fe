package io.higuma.explain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be explained, by the names that kubectl takes. */
public enum ResourceType {
  POD("", "Pod", "pods", "po"),
  DEPLOYMENT("apps", "Deployment", "deployments", "deploy"),
  STATEFUL_SET("apps", "StatefulSet", "statefulsets", "sts"),
  DAEMON_SET("apps", "DaemonSet", "daemonsets", "ds"),
  REPLICA_SET("apps", "ReplicaSet", "replicasets", "rs"),
  REPLICATION_CONTROLLER("", "ReplicationController", "replicationcontrollers", "rc"),
  JOB("batch", "Job", "jobs", "job"),
  CRON_JOB("batch", "CronJob", "cronjobs", "cj");

  private final String group;
  private final String kind;
  private final String plural;
  private final String shortName;

  ResourceType(String group, String kind, String plural, String shortName) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
    this.shortName = shortName;
  }

  /** By kind, plural or short name, in any case, with or without the group. */
  public static Optional<ResourceType> named(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(type -> type.names().contains(wanted)).findFirst();
  }

  static Optional<ResourceType> of(String group, String kind) {
    return Stream.of(values())
        .filter(type -> type.kind.equals(kind) && type.group.equals(group))
        .findFirst();
  }

  /** For messages: {@code pod (po), deployment (deploy)…}. */
  public static List<String> describe() {
    return Stream.of(values())
        .map(type -> "%s (%s)".formatted(type.kind.toLowerCase(Locale.ROOT), type.shortName))
        .toList();
  }

  private List<String> names() {
    String singular = kind.toLowerCase(Locale.ROOT);
    return group.isEmpty()
        ? List.of(singular, plural, shortName)
        : List.of(singular, plural, shortName, singular + "." + group, plural + "." + group);
  }

  String group() {
    return group;
  }

  public String kind() {
    return kind;
  }

  /** Where the API server has all of a namespace. */
  String path(String namespace) {
    return group.isEmpty()
        ? "/api/v1/namespaces/%s/%s".formatted(namespace, plural)
        : "/apis/%s/v1/namespaces/%s/%s".formatted(group, namespace, plural);
  }
}
