package io.higuma.support;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What is in a bundle, and what is not.
 *
 * @param version of the command line that made it
 * @param made when, by the clock of that machine
 * @param systemNamespace where the control plane was looked for
 * @param leftOut what was not read, or cut off, and why
 */
@JsonPropertyOrder({"apiVersion", "kind"})
public record BundleManifest(
    String version,
    String made,
    String systemNamespace,
    String note,
    List<Content> files,
    List<Omission> leftOut) {
  static final String NOTE =
      "Secrets are never read. What may be secret is replaced by "
          + Redactor.REDACTED
          + " by names and forms; look through it before you hand it on.";

  public BundleManifest {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A file.
   *
   * @param source the path of the API that it comes from, or what made it
   */
  public record Content(String path, String source, int bytes) {}

  /** Something that is missing. */
  public record Omission(String what, String why) {}

  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "SupportBundle";
  }
}
