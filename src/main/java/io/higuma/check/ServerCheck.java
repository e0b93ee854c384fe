package io.higuma.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the API server is one that Higuma works with.
 *
 * @param version what it says of itself
 * @param groups the versions of groups that are needed, {@code admissionregistration.k8s.io/v1},
 *     and what it says of each
 */
record ServerCheck(
    Known<Optional<ObjectNode>> version, Map<String, Known<Optional<ObjectNode>>> groups)
    implements Check {
  private static final String CHECK = "api-server";
  private static final int LEAST_MINOR = 30;

  /** Managed clusters add a plus sign. */
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,6})\\+?");

  @Override
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(
        switch (version) {
          case Known.Denied<Optional<ObjectNode>>(var why) ->
              Finding.skipped(CHECK, "the version of the API server is not known", why);
          case Known.Value<Optional<ObjectNode>>(var found) ->
              found
                  .map(ServerCheck::ofVersion)
                  .orElseGet(() ->
                      Finding.skipped(
                          CHECK, "the version of the API server is not known", "not told"));
        });
    groups.forEach((group, known) -> {
      if (known instanceof Known.Value<Optional<ObjectNode>>(var found) && found.isEmpty()) {
        findings.add(
            Finding.error(
                CHECK,
                "the API server does not serve " + group,
                "upgrade the cluster, or enable it by --runtime-config of the API server"));
      } else if (known instanceof Known.Denied<Optional<ObjectNode>>(var why)) {
        findings.add(Finding.skipped(CHECK, "whether it serves " + group + " is not known", why));
      }
    });
    return findings;
  }

  private static Finding ofVersion(ObjectNode version) {
    String name = version.path("gitVersion").asText(version.path("minor").asText());
    Matcher major = NUMBER.matcher(version.path("major").asText());
    Matcher minor = NUMBER.matcher(version.path("minor").asText());
    if (!major.matches() || !minor.matches()) {
      return Finding.skipped(
          CHECK, "the version of the API server is not known", "it says " + name);
    }
    boolean supported =
        Integer.parseInt(major.group(1)) > 1 || Integer.parseInt(minor.group(1)) >= LEAST_MINOR;
    return supported
        ? Finding.ok(CHECK, "Kubernetes %s; 1.%d is needed".formatted(name, LEAST_MINOR))
        : Finding.error(
            CHECK,
            "Kubernetes %s is too old: webhooks need matchConditions, of 1.%d"
                .formatted(name, LEAST_MINOR),
            "upgrade the cluster");
  }
}
